import type { Job } from './job.ts';
import { findLiveAttempt } from './job.ts';
import type { JobEvent } from './job-event.ts';

/**
 * A submit whose answer was not recorded in time: its process died or sleeps. The only thing it can
 * become is unknown; it is never simply sent again.
 */
export function expireLease(job: Job, now: number): readonly JobEvent[] {
  const live = findLiveAttempt(job);
  if (live?.state !== 'submitting' || now < live.leaseUntil) return [];
  return [
    {
      type: 'attempt-unknown',
      at: now,
      attemptId: live.id,
      error: {
        code: 'outcome-unknown',
        outcome: 'unknown',
        charged: 'unknown',
        provider: live.provider,
        operation: 'submit',
        message: `The process that submitted to ${live.provider} ended before it recorded an answer.`,
      },
    },
  ];
}
