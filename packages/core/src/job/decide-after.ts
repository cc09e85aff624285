import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Attempt } from './job.ts';

/** What may follow an attempt that ended without a video. */
export type Decision =
  /** No other attempt: the job has failed. */
  | 'end'
  /** Once more at the same provider, in the other spelling that its adapter has learned. */
  | 'again'
  /** Another provider; this one is out for the rest of the job. */
  | 'others'
  /** Any provider, this one too as soon as it is well again. */
  | 'anyone';

export interface FailurePolicy {
  /** Whether a prompt or picture that one vendor's moderation refused is tried at others. */
  readonly onContentRejected: 'stop' | 'try-others';
}

/** At most so many attempts of a job may have cost money. */
export const maxPaidAttempts = 3;
/** A provider is tried at most so often in a job. */
export const maxAttemptsPerProvider = 2;

/**
 * Decides what may follow the last attempt of a job, from the code of its error and nothing else.
 *
 * This is the only place where a second paid submit is decided on. It is never asked about an
 * attempt in doubt: those are settled first.
 */
export function decideAfter(attempts: readonly Attempt[], policy: FailurePolicy): Decision {
  const last = attempts.at(-1);
  // Given up by a person: its provider may still be working on it.
  if (last?.state === 'abandoned') return 'others';
  if (last?.error === undefined) return 'anyone';
  if (last.state === 'failed') return afterFailedTask(last.error, policy);
  return afterRejectedSubmit(last.error, attempts, policy);
}

function afterFailedTask(error: ErrorRecord, policy: FailurePolicy): Decision {
  switch (error.code) {
    case 'generation-failed':
    case 'insufficient-balance':
      return 'others';
    case 'content-rejected':
      return policy.onContentRejected === 'try-others' ? 'others' : 'end';
    default:
      // A bad prompt or picture fails everywhere; a task that the vendor canceled is not ours to redo.
      return 'end';
  }
}

function afterRejectedSubmit(
  error: ErrorRecord,
  attempts: readonly Attempt[],
  policy: FailurePolicy,
): Decision {
  switch (error.code) {
    case 'invalid-request': {
      const refusals = attempts.filter((attempt) => attempt.error?.code === 'invalid-request');
      const reshapedBefore = refusals.filter((attempt) => attempt.error?.reshaped === true).length;
      if (error.reshaped === true && reshapedBefore === 1) return 'again';
      // One vendor's refusal may be its own drift; two different ones mean the request.
      return refusals.length - reshapedBefore > 1 ? 'end' : 'others';
    }
    case 'content-rejected':
      return policy.onContentRejected === 'try-others' ? 'others' : 'end';
    case 'rate-limited':
    case 'network':
    case 'timeout':
    case 'unavailable':
    case 'outcome-unknown':
    case 'ledger-unavailable':
      return 'anyone';
    default:
      return 'others';
  }
}
