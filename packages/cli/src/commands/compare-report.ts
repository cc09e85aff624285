import { join, resolve } from 'node:path';
import type { ComparisonRun, loadRules } from '@vidgate/compare';
import { formatUsd } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Session } from '../session.ts';
import { formatReport } from './compare-output.ts';

interface ReportFlags {
  readonly against?: string;
  readonly assert?: string;
}

interface CompareReportFlags extends ReportFlags {
  readonly votes?: string;
}

export function addCompareReport(compare: Command, act: Act): void {
  compare
    .command('report')
    .description('makes the reports of a run again, and adds votes to it')
    .argument('<folder>', "the run's folder")
    .option('--votes <file>', "the votes.json that a report's page has saved")
    .option('--against <folder>', 'an earlier run, for what has changed since')
    .option('--assert <file>', 'rules that must hold; exit code 5 where one does not')
    .action(
      act(async (session, [given = ''], flags: CompareReportFlags) => {
        const { addVotes, loadRun, saveRun } = await import('@vidgate/compare');
        const folder = resolve(session.shell.folder, given);
        const loaded = await loadRun(folder);
        const reporting = await loadForReport(flags, session.shell.folder);
        const { votes } = flags;
        if (votes === undefined) {
          return await finishComparison(loaded, folder, { session, ...reporting });
        }
        const run = await addVotes(loaded, resolve(session.shell.folder, votes));
        await saveRun(folder, run);
        session.output.note(`${run.votes.length - loaded.votes.length} votes were added`);
        return await finishComparison(run, folder, { session, ...reporting });
      }),
    );
}

interface Reporting {
  readonly against?: ComparisonRun | undefined;
  readonly rules?: Awaited<ReturnType<typeof loadRules>> | undefined;
}

/** Reads what a report is held against, before anything is paid. */
export async function loadForReport(
  { against, assert }: ReportFlags,
  folder: string,
): Promise<Reporting> {
  const { loadRules, loadRun } = await import('@vidgate/compare');
  return {
    against: against === undefined ? undefined : await loadRun(resolve(folder, against)),
    rules: assert === undefined ? undefined : await loadRules(resolve(folder, assert)),
  };
}

/** Writes the reports, checks the rules, and says how to go on where the run is not over. */
export async function finishComparison(
  run: ComparisonRun,
  folder: string,
  { session, against, rules }: Reporting & { readonly session: Session },
): Promise<ExitCode> {
  const { output } = session;
  const { checkRules, writeReports } = await import('@vidgate/compare');
  const report = await writeReports(run, { folder, against });
  const results = rules === undefined ? [] : checkRules(report, rules);
  const broken = results.filter(({ ok }) => !ok);
  for (const { ok, message } of results) output.note(`${ok ? 'kept  ' : 'broken'} ${message}`);
  for (const line of describeOpen(run, folder)) output.note(line);
  const page = join(folder, 'index.html');
  output.result({ page, rules: results, report }, `${formatReport(report)}\nreport    ${page}`);
  if (run.endedEarly === 'canceled') return exitCodes.interrupted;
  if (run.endedEarly === 'budget-exceeded') return exitCodes.noProvider;
  if (broken.length > 0) return exitCodes.broken;
  return run.samples.some(({ state }) => state === 'held') ? exitCodes.held : exitCodes.done;
}

function describeOpen({ endedEarly, samples, maxUsd }: ComparisonRun, folder: string): string[] {
  const ledger = join(folder, 'ledger.db');
  const held = samples.filter(({ state }) => state === 'held');
  const under = samples.filter(({ state, jobId }) => state === 'pending' && jobId !== undefined);
  return [
    ...(endedEarly === 'canceled'
      ? [
          `interrupted: ${under.length} samples go on at their vendors, and nothing paid is lost. The same command goes on with the run.`,
        ]
      : []),
    ...(endedEarly === 'budget-exceeded'
      ? [
          `the run has used up its ${formatUsd(maxUsd * 1_000_000)}: the same command with a higher --max-usd goes on with it.`,
        ]
      : []),
    ...held.map(
      ({ id, jobId, code }) =>
        `held      ${id} (${code}): vidgate jobs show ${jobId} --ledger ${ledger}`,
    ),
  ];
}
