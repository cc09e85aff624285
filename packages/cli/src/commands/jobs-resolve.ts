import type { Resolution } from '@vidgate/core';
import type { Command } from 'commander';
import { Argument } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { howToGoOn } from '../jobs/how-to-go-on.ts';
import { requireJob } from '../jobs/require-job.ts';
import { usageError } from '../usage-error.ts';

const actions = ['adopt', 'no-task', 'resubmit', 'abandon', 'keep-waiting'] as const;

export function addJobsResolve(jobs: Command, act: Act): void {
  jobs
    .command('resolve')
    .description("applies a person's decision to a held job")
    .argument('<job>', 'its id')
    .addArgument(new Argument('<decision>', 'what is known or decided').choices(actions))
    .argument('[task]', "with adopt: the task's id, as the vendor's dashboard shows it")
    .addHelpText('after', meanings)
    .action(
      act(async (session, [id = '', decision = '', taskId]) => {
        const resolution = toResolution(decision, taskId);
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        const { gateway } = composed;
        await requireJob(id, composed);
        const job = await gateway.resolve(id, resolution);
        const next = howToGoOn(id, session.flags);
        session.output.result(
          { job },
          `job ${id} is ${job.state}${job.state === 'failed' ? '' : `. To go on: ${next}`}`,
        );
        return exitCodes.done;
      }),
    );
}

const meanings = `
adopt TASK    the vendor's dashboard shows this task for it; it is read with our key first
no-task       the dashboard surely shows none: the job goes on with its next candidate
resubmit      pay another provider, although this one may be billed too
abandon       give the job up, although it may be billed
keep-waiting  follow it again, with all deadlines from now`;

function toResolution(decision: string, taskId: string | undefined): Resolution {
  if (decision === 'adopt') {
    if (taskId !== undefined) return { action: 'adopt', taskId };
    throw usageError('adopt: needs the id of the task; allowed: jobs resolve JOB adopt TASK');
  }
  if (taskId !== undefined) {
    throw usageError(`${decision}: takes no task, got "${taskId}"; only adopt does`);
  }
  const action = actions.find((known) => known === decision);
  if (action === undefined || action === 'adopt') throw usageError(`no decision "${decision}"`);
  return { action };
}
