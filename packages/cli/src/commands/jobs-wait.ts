import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { followJob } from '../jobs/follow-job.ts';
import { createJobUpdates } from '../jobs/job-updates.ts';
import { checkOutput } from '../request/check-output.ts';
import { requireKeys } from '../require-keys.ts';
import { requireJob } from './jobs-show.ts';

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
        await using composed = await compose(session, { onEvent: updates.onEvent });
        requireKeys(session, composed.loaded);
        await requireJob(composed.ledger, id);
        const taken = await composed.gateway.resume();
        if (taken > 1) output.note(`took over ${taken} jobs that no process was looking after`);
        return await followJob(id, composed.gateway, session, { updates, out: path });
      }),
    );
}
