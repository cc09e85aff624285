import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Attempt, HeldReason, Job } from './job.ts';

/** A job that waits for a person or for late evidence from now on. */
export interface Hold {
  readonly hold: HeldReason;
  readonly error: ErrorRecord;
}

/** Nobody is there any more who could be asked. */
export function holdMissing(job: Job, attempt: Attempt): Hold | { readonly waitUntil: number } {
  if (job.state === 'held') return { waitUntil: Number.POSITIVE_INFINITY };
  return toHold(attempt, 'provider-missing', 'is not configured any more', 'provider-missing');
}

export function holdUnknown(attempt: Attempt): Hold {
  const why = attempt.error?.message ?? 'no answer was recorded';
  return {
    hold: 'outcome-unknown',
    error: {
      code: 'outcome-unknown',
      outcome: 'unknown',
      charged: 'unknown',
      provider: attempt.provider,
      operation: 'submit',
      message: `Nobody can tell whether ${attempt.provider} took this request (${why}). It may be billed, so nothing else is tried. Look for the task in ${attempt.provider}'s dashboard.`,
    },
  };
}

export function toHold(
  attempt: Attempt,
  reason: HeldReason,
  what: string,
  code: 'stalled' | 'not-found' | 'provider-missing',
): Hold {
  const error: ErrorRecord = {
    code,
    outcome: attempt.state === 'unknown' ? 'unknown' : 'accepted',
    charged: 'unknown',
    provider: attempt.provider,
    message: `${attempt.provider} ${what}; the job is held, and looked at further where that is possible.`,
  };
  const { task } = attempt;
  return { hold: reason, error: task === undefined ? error : { ...error, taskId: task.id } };
}
