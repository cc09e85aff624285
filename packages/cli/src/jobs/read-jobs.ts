import type { Job, JobState, Ledger } from '@vidgate/core';
import type { Command } from 'commander';
import { Option } from 'commander';

/** Which jobs a command is about. */
export interface JobFilterFlags {
  readonly state?: readonly JobState[];
  readonly held?: boolean;
}

const states = [
  'queued',
  'submitting',
  'running',
  'held',
  'succeeded',
  'failed',
  'canceled',
] as const satisfies readonly JobState[];

export function addJobFilter(command: Command): Command {
  return command
    .addOption(new Option('--state <states...>', 'only jobs in these states').choices(states))
    .option('--held', 'only jobs that wait for a person; exit code 3 where there are any');
}

export function toStates({ state, held }: JobFilterFlags): readonly JobState[] | undefined {
  return held === true ? ['held'] : state;
}

const pageSize = 200;

/** Jobs, newest first, a page at a time. */
export async function* readJobs(
  ledger: Ledger,
  { states: wanted, most = Number.POSITIVE_INFINITY }: ReadJobsOptions,
): AsyncGenerator<Job, void, undefined> {
  let after: string | undefined;
  for (let left = most; left > 0; ) {
    const limit = Math.min(left, pageSize);
    const page = await ledger.find('jobs', { states: wanted, limit, after });
    yield* page.jobs;
    if (page.next === undefined) return;
    after = page.next;
    left -= page.jobs.length;
  }
}

export interface ReadJobsOptions {
  readonly states?: readonly JobState[] | undefined;
  readonly most?: number | undefined;
}
