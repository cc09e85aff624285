import type { Job, JobEvent, JobState } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { allJobs } from '../crash/all-jobs.ts';
import type { Bill } from './messages.ts';
import { findJobName } from './messages.ts';

/** The ledger held against the vendors' bills. */
export interface JobsVerdict {
  readonly states: Readonly<Partial<Record<JobState, number>>>;
  /** Neither final nor held. */
  readonly unsettled: number;
  /** The first of them with all that happened to them, for whoever looks into it. */
  readonly examples: readonly { readonly job: Job; readonly events: readonly JobEvent[] }[];
  /** Accepted by `submit` and not in the ledger. */
  readonly missing: number;
  /** Videos that were not charged exactly once. */
  readonly wronglyCharged: number;
  /** Jobs without a video that a vendor has charged for, held ones left out. */
  readonly paidForNothing: number;
  /** Jobs of any state with more than one charge. */
  readonly chargedTwice: number;
}

const mostExamples = 3;

export async function judgeJobs(
  file: string,
  submitted: number,
  { charges }: Bill,
): Promise<JobsVerdict> {
  const ledger = sqliteLedger(file);
  const states: Partial<Record<JobState, number>> = {};
  const counts = { unsettled: 0, wronglyCharged: 0, paidForNothing: 0, chargedTwice: 0 };
  const examples: { job: Job; events: readonly JobEvent[] }[] = [];
  let found = 0;
  for await (const job of allJobs(ledger)) {
    const charged = charges[findJobName(job.request.prompt)] ?? 0;
    found += 1;
    states[job.state] = (states[job.state] ?? 0) + 1;
    if (isOpen(job)) {
      counts.unsettled += 1;
      if (examples.length < mostExamples) {
        examples.push({ job, events: await ledger.find('events', { jobId: job.id }) });
      }
    }
    if (job.state === 'succeeded' && charged !== 1) counts.wronglyCharged += 1;
    if (isWithoutVideo(job) && charged > 0) counts.paidForNothing += 1;
    if (charged > 1) counts.chargedTwice += 1;
  }
  await ledger.close();
  return { ...counts, states, examples, missing: submitted - found };
}

function isOpen({ state }: Job): boolean {
  return state === 'queued' || state === 'submitting' || state === 'running';
}

function isWithoutVideo({ state }: Job): boolean {
  return state === 'failed' || state === 'canceled';
}
