import type { EngineContext } from '../engine/engine-context.ts';
import { loadJob, record } from '../engine/record.ts';
import type { Job } from '../job/job.ts';
import { findLiveAttempt, isFinal } from '../job/job.ts';
import { mayHaveCost } from '../job/to-attempt-spend.ts';
import type { CancelResult } from './gateway.ts';

/** Starts no new attempt for a job from now on; what a vendor has taken is followed to its end. */
export async function cancelJob(jobId: string, context: EngineContext): Promise<CancelResult> {
  const before = await loadJob(context, jobId);
  if (isFinal(before)) return { result: 'final', mayBill: isPaid(before), job: before };
  const job = await record(context, jobId, (present) =>
    isFinal(present) ? [] : [{ type: 'cancel-requested', at: context.ports.now() }],
  );
  if (findLiveAttempt(job) !== undefined) return { result: 'following', mayBill: true, job };
  return { result: job.state === 'canceled' ? 'canceled' : 'final', mayBill: isPaid(job), job };
}

function isPaid(job: Job): boolean {
  return job.attempts.some(mayHaveCost);
}
