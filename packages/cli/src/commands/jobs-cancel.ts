import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { howToGoOn } from '../jobs/how-to-go-on.ts';
import { requireJob } from '../jobs/require-job.ts';

export function addJobsCancel(jobs: Command, act: Act): void {
  jobs
    .command('cancel')
    .description('starts nothing new for a job; what a vendor has taken is followed to its end')
    .argument('<job>', 'its id')
    .action(
      act(async (session, [id = '']) => {
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        const { gateway } = composed;
        await requireJob(id, composed);
        const canceled = await gateway.cancel(id);
        const bill = canceled.mayBill ? 'it may be billed' : 'it costs nothing';
        const text = {
          canceled: `job ${id} is canceled; ${bill}`,
          following: `job ${id} starts nothing new, but its vendor cannot be stopped: ${bill}, and its video is kept. To wait for it: ${howToGoOn(id, session.flags)}`,
          final: `job ${id} was over already (${canceled.job.state}); ${bill}`,
        }[canceled.result];
        session.output.result(canceled, text);
        return exitCodes.done;
      }),
    );
}
