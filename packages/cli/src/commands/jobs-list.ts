import type { Job } from '@vidgate/core';
import type { Command } from 'commander';
import type { Act } from '../act.ts';
import { exitCodes } from '../exit-codes.ts';
import { noteMissingLedger } from '../find-ledger-file.ts';
import type { JobFilterFlags } from '../jobs/read-jobs.ts';
import { addJobFilter, readJobs, toStates } from '../jobs/read-jobs.ts';
import { describeCost, describeTime } from '../output/describe-price.ts';
import { toTable } from '../output/table.ts';
import { toNumber } from '../request/request-flags.ts';
import { usageError } from '../usage-error.ts';

interface JobsListFlags extends JobFilterFlags {
  readonly limit: number;
}

export function addJobsList(jobs: Command, act: Act): void {
  addJobFilter(jobs.command('list'))
    .description('jobs, newest first')
    .option('--limit <count>', 'at most so many', toNumber, 50)
    .action(
      act(async (session, _operands, flags: JobsListFlags) => {
        const { limit, held } = flags;
        if (!Number.isInteger(limit) || limit < 1) {
          throw usageError(`--limit: got ${limit}; allowed: a whole number of at least 1`);
        }
        const { compose } = await import('../compose.ts');
        await using composed = await compose(session, { drive: false });
        noteMissingLedger(composed.ledgerFile, session.output);
        const filter = { states: toStates(flags), most: limit + 1 };
        const found: Job[] = [];
        for await (const job of readJobs(composed.ledger, filter)) found.push(job);
        const isCut = found.splice(limit).length > 0;
        session.output.result({ jobs: found }, formatJobs(found));
        if (isCut) session.output.note(`only the newest ${limit}; --limit shows more`);
        return held === true && found.length > 0 ? exitCodes.held : exitCodes.done;
      }),
    );
}

const shownPrompt = 50;

function formatJobs(jobs: readonly Job[]): string {
  if (jobs.length === 0) return 'no jobs';
  const rows = jobs.map((job) => [
    job.id,
    job.state === 'held' ? `held (${job.heldReason})` : job.state,
    describeTime(job.createdAt),
    job.attempts.at(-1)?.provider ?? '-',
    describeCost(job),
    job.request.prompt.slice(0, shownPrompt),
  ]);
  return toTable(['job', 'state', 'created', 'provider', 'cost', 'prompt'], rows);
}
