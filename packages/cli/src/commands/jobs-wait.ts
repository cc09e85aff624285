import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { driveJob } from '../jobs/drive-job.ts';
import { followJob } from '../jobs/follow-job.ts';
import { createJobUpdates } from '../jobs/job-updates.ts';
import { requireJob } from '../jobs/require-job.ts';
import type { Output } from '../output/output.ts';
import { checkOutput } from '../request/check-output.ts';
import { requireKeys } from '../require-keys.ts';

interface JobsWaitFlags {
  readonly out?: string;
}

export function addJobsWait(jobs: Command, act: Act): void {
  jobs
    .command('wait')
    .description('goes on with a job to its end, also after a crash or Ctrl-C, and saves its video')
    .argument('<job>', 'its id')
    .option('--out <file>', 'where the video is saved (default: nowhere)')
    .action(
      act(async (session, [id = ''], { out }: JobsWaitFlags) => {
        const { shell, output } = session;
        const path = out && (await checkOutput('--out', out, shell.folder));
        const { compose } = await import('../compose.ts');
        const updates = createJobUpdates();
        // Driven by hand: a gateway that drives would take over other jobs of the ledger as well.
        await using composed = await compose(session, { drive: false, onEvent: updates.onEvent });
        requireKeys(session, composed.loaded);
        await requireJob(id, composed);
        const { gateway, ledger } = composed;
        const over = new AbortController();
        const signal = AbortSignal.any([shell.interruptible(), over.signal]);
        void driveJob(id, { gateway, ledger, now: shell.now, signal, onError: sayRetry(output) });
        try {
          return await followJob(id, gateway, session, { updates, out: path });
        } finally {
          over.abort();
        }
      }),
    );
}

function sayRetry(output: Output): (error: unknown) => void {
  return (error) => {
    const why = error instanceof Error ? error.message : String(error);
    output.note(`a step failed and is tried again: ${why}`);
  };
}
