import type { Job } from './job.ts';
import { findLiveAttempt } from './job.ts';
import type { JobEvent } from './job-event.ts';

/** The clocks of several processes differ a little. One that is further behind was set back. */
export const clockSlackMs = 60_000;

/**
 * A submit whose answer was not recorded in time: its process died or sleeps. The only thing it can
 * become is unknown; it is never simply sent again. Nobody waits for a lease that lies ahead because
 * the clock was set back.
 */
export function expireLease(job: Job, now: number): readonly JobEvent[] {
  const live = findLiveAttempt(job);
  if (live?.state !== 'submitting') return [];
  const isSetBack = now < live.intendedAt - clockSlackMs;
  if (now < live.leaseUntil && !isSetBack) return [];
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
