import type { ProviderTraits } from '../provider.ts';
import type { ErrorCode, Operation, Outcome } from '../video-gateway-error.ts';

/** The gateway of the vendor's own CDN answered, and says that the vendor was never reached. */
const neverReached = new Set([521, 523, 525, 526]);

/** What a status means where the vendor's own text says nothing better. */
export function toErrorCode(status: number, operation: Operation): ErrorCode {
  if (status < 400) return 'invalid-response';
  if (status >= 500) return 'unavailable';
  switch (status) {
    case 400:
    case 413:
    case 422:
      return 'invalid-request';
    case 401:
      return 'authentication';
    case 402:
      return 'insufficient-balance';
    case 404:
    case 410:
      return operation === 'submit' ? 'unsupported' : 'not-found';
    case 408:
      return 'timeout';
    case 409:
      return 'idempotency-conflict';
    case 425:
    case 429:
      return 'rate-limited';
    default:
      return 'unsupported';
  }
}

/** Whether an answer with this status proves that a submit made no task. */
export function toOutcome(
  status: number,
  operation: Operation,
  traits: Pick<ProviderTraits, 'rejectedStatuses'>,
): Outcome {
  if (operation !== 'submit') return outcomeWithoutProof(operation);
  // 408: the vendor's gateway gave up waiting. 409: a task may exist under this very key.
  if (status >= 400 && status < 500 && status !== 408 && status !== 409) return 'rejected';
  if (neverReached.has(status)) return 'rejected';
  return traits.rejectedStatuses.some((documented) => documented.status === status)
    ? 'rejected'
    : 'unknown';
}

/** What can be said of money when a call ends without an answer. */
export function outcomeWithoutProof(operation: Operation): Outcome {
  if (operation === 'submit' || operation === 'look-up') return 'unknown';
  return operation === 'poll' ? 'accepted' : 'rejected';
}

/** Reads `Retry-After`, in seconds or as a date, as milliseconds from now. */
export function toRetryAfterMs(header: string | null, now: number): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) {
    const ms = Math.round(seconds * 1000);
    // What is no whole number of milliseconds could not be kept.
    return seconds >= 0 && Number.isSafeInteger(ms) ? ms : undefined;
  }
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
