import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Exclusion } from './find-exclusion.ts';

/** An account that refuses our key or our money does so for every job; an hour, or until a restart. */
const accountRestMs = 3_600_000;
/** A provider that could not be reached is left alone for a moment. */
const unreachableRestMs = 10_000;
/** Each further submit to a provider that loses answers could be another held job. */
const inDoubtRestMs = 30_000;
/** Where a vendor says "too many" and not how long. */
const defaultRetryAfterMs = 10_000;
const retryAfterRangeMs = [1_000, 300_000] as const;

/** What a submit's failure means for every job at the same provider; nothing where it means nothing. */
export function toRest(error: ErrorRecord, now: number): Exclusion | undefined {
  const who = error.provider ?? 'The provider';
  if (error.outcome === 'unknown') {
    const message = `${who} left a submit in doubt: ${error.message}`;
    return { reason: 'circuit-open', until: now + inDoubtRestMs, message };
  }
  switch (error.code) {
    case 'rate-limited': {
      const [least, most] = retryAfterRangeMs;
      const asked = error.retryAfterMs ?? defaultRetryAfterMs;
      const until = now + Math.min(Math.max(asked, least), most);
      return { reason: 'rate-limited', until, message: `${who} asked to wait: ${error.message}` };
    }
    case 'authentication':
    case 'insufficient-balance': {
      const until = now + accountRestMs;
      const message = `${who} rests because its account needs a person: ${error.message}`;
      return { reason: 'resting', until, message };
    }
    case 'network':
    case 'timeout':
    case 'unavailable':
      return {
        reason: 'circuit-open',
        until: now + unreachableRestMs,
        message: `${who} was just out of reach: ${error.message}`,
      };
    default:
      return undefined;
  }
}
