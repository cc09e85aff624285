import type { Command } from 'commander';
import type { Act } from '../act.ts';
import type { ExitCode } from '../exit-codes.ts';
import { exitCodes } from '../exit-codes.ts';
import { followJob } from '../jobs/follow-job.ts';
import { createJobUpdates } from '../jobs/job-updates.ts';
import { checkOutput } from '../request/check-output.ts';
import { namingFlags } from '../request/name-flags.ts';
import { checkProviderOptions } from '../request/provider-options.ts';
import type { RequestFlags } from '../request/request-flags.ts';
import { addRequestFlags, toRequest, toRequestOptions } from '../request/request-flags.ts';
import { requireKeys } from '../require-keys.ts';
import type { Session } from '../session.ts';

export interface GenerateFlags extends RequestFlags {
  readonly out?: string;
  readonly idempotencyKey?: string;
}

export function addGenerate(program: Command, act: Act): void {
  addRequestFlags(program.command('generate'))
    .description('makes a video and saves it')
    .option('--out <file>', 'where the video is saved (default: <job id>.mp4, here)')
    .option('--idempotency-key <key>', 'the same key again returns the same job, unpaid')
    .action(
      act((session, [prompt = ''], flags: GenerateFlags) => generate(session, prompt, flags)),
    );
}

/** Checks whatever can be checked, then records the job, then pays. */
export async function generate(
  session: Session,
  prompt: string,
  flags: GenerateFlags,
): Promise<ExitCode> {
  const { output, shell } = session;
  const signal = shell.interruptible();
  const out = flags.out && (await checkOutput('--out', flags.out, shell.folder));
  if (out === undefined) await checkOutput('the current folder', 'video.mp4', shell.folder);
  const request = await toRequest(prompt, flags, shell.folder);
  const { compose } = await import('../compose.ts');
  const updates = createJobUpdates();
  await using composed = await compose(session, { records: true, onEvent: updates.onEvent });
  requireKeys(session, composed.loaded);
  checkProviderOptions(request.providerOptions, composed.providers);
  const { gateway, ledger } = composed;
  // One that cannot be used is a reason to end here: a gateway would go on trying.
  await ledger.find('owners', {});
  if (signal.aborted) {
    output.note('interrupted: nothing was recorded or sent');
    return exitCodes.interrupted;
  }
  const { id } = await namingFlags(flags, () =>
    gateway.submit(request, {
      ...toRequestOptions(flags),
      idempotencyKey: flags.idempotencyKey,
    }),
  );
  output.note(`job ${id}`);
  return await followJob(id, gateway, session, {
    updates,
    out: out ?? (await checkOutput('--out', `${id}.mp4`, shell.folder)),
  });
}
