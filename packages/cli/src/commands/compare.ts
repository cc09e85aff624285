import { resolve } from 'node:path';
import type { ComparisonEstimate, ComparisonRun } from '@vidgate/compare';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import { createProgress } from '../output/progress.ts';
import { addPromptFlags, toNumber } from '../request/request-flags.ts';
import { requireKeys } from '../require-keys.ts';
import type { Session } from '../session.ts';
import { usageError } from '../usage-error.ts';
import { confirmEstimate } from './compare-confirm.ts';
import { describeProgress } from './compare-output.ts';
import { addCompareReport, finishComparison, loadForReport } from './compare-report.ts';
import type { CompareRequestFlags } from './compare-requests.ts';
import { chooseProviders, toComparisonRequests } from './compare-requests.ts';

export interface CompareFlags extends CompareRequestFlags {
  readonly providers?: string;
  readonly repeats: number;
  readonly maxUsd: number;
  readonly concurrency: number;
  readonly seed: number;
  readonly out: string;
  readonly yes?: boolean;
  readonly against?: string;
  readonly assert?: string;
}

export function addCompare(program: Command, act: Act): void {
  const command = program
    .command('compare')
    .description('the same request at every provider: what it costs, how long it takes, what comes')
    .usage('[options] <prompt>\n       vidgate compare [options] --requests FILE')
    .argument('[prompt]', 'what the video shows')
    .option('--requests <file>', 'many requests instead, from YAML, JSON or JSON lines');
  addPromptFlags(command)
    .option('--providers <ids>', 'only these: apixo,fal (default: all that are configured)')
    .option('--repeats <number>', 'how often each is asked for each request', toNumber, 3)
    .option('--max-usd <dollars>', 'the most that the whole run may cost', toNumber, 5)
    .option('--concurrency <number>', 'how many samples are under way at once', toNumber, 3)
    .option('--seed <number>', 'orders the samples', toNumber, 1)
    .option('--out <folder>', 'where the run is kept; one that lies there goes on', 'comparison')
    .option('--against <folder>', 'an earlier run, for what has changed since')
    .option('--assert <file>', 'rules that must hold: YAML or JSON; exit code 5 where one does not')
    .option('--yes', 'do not ask before money is spent; needed where nobody sits at a terminal')
    .addHelpText('after', help)
    .action(act((session, [prompt], flags: CompareFlags) => compare(session, prompt, flags)));
  addCompareReport(command, act);
}

/** Checks whatever can be checked, asks, and then pays. */
export async function compare(
  session: Session,
  prompt: string | undefined,
  flags: CompareFlags,
): Promise<ExitCode> {
  const { output, shell } = session;
  const signal = shell.interruptible();
  if (session.flags.ledger !== undefined) {
    throw usageError('--ledger: a comparison keeps its own ledger in its folder; use --out');
  }
  const { compareProviders } = await import('@vidgate/compare');
  const requests = await toComparisonRequests(prompt, flags, shell.folder);
  const reporting = await loadForReport(flags, shell.folder);
  const { compose } = await import('../compose.ts');
  await using composed = await compose(session, { drive: false });
  const { loaded, download, polling, isSandboxed } = composed;
  requireKeys(session, loaded);
  const folder = resolve(shell.folder, flags.out);
  const progress = createShown(session);
  const confirm = async (estimate: ComparisonEstimate): Promise<boolean> =>
    await confirmEstimate(estimate, { session, signal, mayGo: isSandboxed || flags.yes === true });
  let run: ComparisonRun;
  try {
    run = await compareProviders({
      requests,
      providers: chooseProviders(flags.providers, composed.providers),
      repeats: flags.repeats,
      maxUsd: flags.maxUsd,
      concurrency: flags.concurrency,
      seed: flags.seed,
      simulated: isSandboxed,
      folder,
      signal,
      confirm,
      onProgress: progress.show,
      gateway: { download, polling },
    });
  } catch (error) {
    await progress.stop();
    if (!signal.aborted) throw error;
    output.note('interrupted: nothing was sent');
    return exitCodes.interrupted;
  }
  await progress.stop();
  return await finishComparison(run, folder, { session, ...reporting });
}

/** Made at the first news: a spinner would draw over the question whether to go on. */
function createShown({ shell }: Session): {
  readonly show: (news: Parameters<typeof describeProgress>[0]) => void;
  readonly stop: () => Promise<void>;
} {
  let made: ReturnType<typeof createProgress> | undefined;
  return {
    show(news) {
      made ??= createProgress(shell);
      void made.then((progress) => {
        const { note, status } = describeProgress(news);
        if (note !== undefined) progress.note(note);
        progress.status(status);
      });
    },
    stop: async () => (await made)?.stop(),
  };
}

const help = `
The same command again goes on with a run that was interrupted, and pays for nothing twice.

  vidgate sandbox -- vidgate compare "dawn breaks" --repeats 3 --out report
  vidgate compare --requests prompts.yaml --max-usd 20 --out report
  vidgate compare report report --votes votes.json`;
