import type { Job, JobEvent } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import Table from 'cli-table3';
import { allJobs } from './all-jobs.ts';
import type { BilledTask } from './messages.ts';
import type { CrashRun } from './run-workers.ts';

export interface Verdict {
  readonly jobs: number;
  readonly states: Readonly<Record<string, number>>;
  /** Jobs with more than one billed task. */
  readonly chargedTwice: number;
  /** Billed tasks whose job has no video of it and does not wait for it either. */
  readonly lost: number;
  /** Jobs that are neither final nor held, or were never recorded. */
  readonly unsettled: number;
  /** Those of them that were recorded, for whoever looks into it. */
  readonly open: readonly Job[];
  /** Submits that were in doubt, by how that ended. */
  readonly doubts: Readonly<Record<string, number>>;
}

/** Holds the ledger against the vendors' bills. */
export async function judge(
  file: string,
  tasks: readonly BilledTask[],
  count: number,
): Promise<Verdict> {
  const ledger = sqliteLedger(file);
  const billed = Object.groupBy(
    tasks.filter((task) => task.billed),
    ({ prompt }) => prompt,
  );
  const jobs: Job[] = [];
  const doubts: string[] = [];
  for await (const job of allJobs(ledger)) {
    jobs.push(job);
    for (const event of await ledger.find('events', { jobId: job.id })) {
      doubts.push(...doubtsOf(job, event));
    }
  }
  await ledger.close();
  const bills = jobs.map((job) => ({ job, own: billed[keyOf(job)] ?? [] }));
  const open = jobs.filter(({ state }) => /^(?:queued|submitting|running)$/.test(state));
  return {
    jobs: jobs.length,
    states: tally(jobs.map(({ state }) => state)),
    doubts: tally(doubts),
    chargedTwice: bills.filter(({ own }) => own.length > 1).length,
    lost: bills.flatMap(({ job, own }) => own.filter((task) => !accountsFor(job, task))).length,
    unsettled: open.length + count - jobs.length,
    open,
  };
}

function keyOf(job: Job): string {
  return /job-\d+/.exec(job.request.prompt)?.[0] ?? '';
}

function tally(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

/** Whether a job has the video of a billed task, or is held for a person who will find it. */
function accountsFor(job: Job, { vendor, taskId }: BilledTask): boolean {
  const known = job.attempts.some(
    ({ provider, task, state }) =>
      provider === vendor && task?.id === taskId && (state === 'succeeded' || state === 'accepted'),
  );
  return known || job.state === 'held';
}

/** What an event says of submits that were in doubt. */
function doubtsOf(job: Job, event: JobEvent): readonly string[] {
  switch (event.type) {
    case 'attempt-unknown':
      return ['in doubt'];
    case 'attempt-accepted':
      return event.by === 'answer' ? [] : [`settled by ${event.by}`];
    case 'job-held':
      return job.state === 'held' ? [`held (${event.reason})`] : [];
    default:
      return [];
  }
}

export function printReport(run: CrashRun, verdict: Verdict): void {
  const table = new Table({ style: { head: [], border: [] } });
  const inWords = (counts: Readonly<Record<string, number>>): string =>
    Object.entries(counts)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  table.push(
    ['jobs', `${verdict.jobs} in ${run.seconds.toFixed(0)} s`],
    ['kills', `${run.kills}`],
    ['states', inWords(verdict.states)],
    ['submits', inWords(verdict.doubts)],
    ['charged twice', `${verdict.chargedTwice}`],
    ['lost', `${verdict.lost}`],
    ['neither final nor held', `${verdict.unsettled}`],
  );
  console.log(table.toString());
  for (const job of verdict.open) console.log(JSON.stringify(job));
}
