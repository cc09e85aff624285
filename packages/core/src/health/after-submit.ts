import type { ErrorRecord } from '../video-gateway-error.ts';
import { closeBreaker, isOpen, openBreaker, putBreaker, refusalsToOpen } from './breaker.ts';
import type { ProviderHealth } from './provider-health.ts';
import { restAccount } from './rest.ts';
import { isOutOfOrder } from './to-outcome.ts';

/** Where a vendor says "too many" and not how long. */
const defaultRetryAfterMs = 10_000;
const shortestPauseMs = 1_000;
export const longestPauseMs = 300_000;

/** After so many answers in a row one that is lost is one of many. */
const answersToTrust = 20;

/** What a submit came to, and what else is needed to judge it. */
export interface SubmitSeen {
  readonly model: string;
  /** Absent where it was accepted. */
  readonly error?: ErrorRecord | undefined;
  /** Refused submits in a row, this one included; in this process. */
  readonly refusals: number;
  /** Answered submits in a row before this one; in this process. */
  readonly answered: number;
  /** Whether one in doubt is settled by sending it again, for free. */
  readonly isReplayable: boolean;
  readonly now: number;
  /** From 0 (inclusive) to 1 (exclusive). */
  readonly random: number;
}

/** What a submit says of its provider's health. Pure; the same object where it says nothing. */
export function afterSubmit(health: ProviderHealth, seen: SubmitSeen): ProviderHealth {
  const { error, now } = seen;
  if (error === undefined) return close(health, seen);
  if (error.outcome === 'unknown') {
    const message = `${health.provider} left a submit in doubt: ${error.message}`;
    return open(health, seen, message, seen.isReplayable || seen.answered >= answersToTrust);
  }
  if (isOutOfOrder(error.code)) {
    if (!isOpen(health.breakers[seen.model]) && seen.refusals < refusalsToOpen) return health;
    return open(health, seen, `${health.provider} is out of order: ${error.message}`, false);
  }
  // Whatever else it answers, it answers.
  const alive = close(health, seen);
  switch (error.code) {
    case 'rate-limited': {
      const asked = error.retryAfterMs ?? defaultRetryAfterMs;
      const until = now + Math.min(Math.max(asked, shortestPauseMs), longestPauseMs);
      const message = `${health.provider} asked to wait: ${error.message}`;
      return { ...alive, pause: { until, message } };
    }
    case 'authentication':
    case 'insufficient-balance': {
      // A key that is missing here may be there in another process on the ledger.
      if (error.code === 'authentication' && error.status === undefined) return alive;
      return restAccount(alive, { code: error.code, message: error.message }, now);
    }
    default:
      return alive;
  }
}

function open(
  health: ProviderHealth,
  { model, now, random }: SubmitSeen,
  message: string,
  isTrusted: boolean,
): ProviderHealth {
  const breaker = openBreaker(health.breakers[model], message, now, random, isTrusted);
  return putBreaker(health, model, breaker);
}

function close(health: ProviderHealth, { model, now }: SubmitSeen): ProviderHealth {
  const breaker = health.breakers[model];
  return putBreaker(health, model, breaker && closeBreaker(breaker, now));
}
