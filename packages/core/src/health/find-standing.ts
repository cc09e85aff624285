import type { Exclusion } from '../routing/find-exclusion.ts';
import { isToCome, minuteMs } from '../time.ts';
import { longestPauseMs } from './after-submit.ts';
import { toBreakerState } from './breaker.ts';
import type { ProviderHealth } from './provider-health.ts';
import { isResting } from './rest.ts';

/** A person may restore what rests without an end at any time. */
const restLookMs = minuteMs;
/** A check or a trial that is under way may be over at any time. */
const trialLookMs = 5_000;

/** Why a provider is to be left alone right now, from its health. Pure. */
export function findStanding(
  { provider, rest, pause, breakers }: ProviderHealth,
  model: string,
  canCheck: boolean,
  now: number,
): Exclusion | undefined {
  if (rest !== undefined && isResting(rest, now)) {
    return { reason: 'resting', until: rest.until ?? now + restLookMs, message: rest.message };
  }
  if (pause !== undefined && isToCome(pause.until, now, longestPauseMs)) {
    return { reason: 'rate-limited', ...pause };
  }
  const breaker = breakers[model];
  if (breaker === undefined) return undefined;
  const { message, openUntil } = breaker;
  switch (toBreakerState(breaker, canCheck, now)) {
    case 'open':
      return { reason: 'circuit-open', until: openUntil, message };
    case 'checkable':
    case 'tried': {
      const until = now + trialLookMs;
      return { reason: 'circuit-open', until, message: `${message} ${provider} is being tried.` };
    }
    case 'ready':
    case 'closed':
      return undefined;
  }
}

/** Since when an offer owes an answer to a submit, and how long one may take. */
export interface Awaited {
  readonly since: number;
  readonly suspiciousMs: number;
}

/** Whether an answer has been due for so long that no more is sent before it comes. */
export function findSilence(
  provider: string,
  awaited: Awaited | undefined,
  now: number,
): Exclusion | undefined {
  if (awaited === undefined || now - awaited.since < awaited.suspiciousMs) return undefined;
  const seconds = Math.round((now - awaited.since) / 1_000);
  const message = `${provider} has not answered a submit for ${seconds} s.`;
  return { reason: 'circuit-open', until: now + trialLookMs, message };
}

/** Whether the account is known to hold less than a video costs. */
export function findLowBalance(
  { provider, balance }: ProviderHealth,
  usdMicros: number | undefined,
  spentSince: number,
  now: number,
): Exclusion | undefined {
  if (balance?.usdMicros === undefined || usdMicros === undefined) return undefined;
  if (balance.usdMicros - spentSince >= usdMicros) return undefined;
  const message = `The account at ${provider} does not hold enough for this video: add money to it.`;
  return { reason: 'low-balance', until: now + restLookMs, message };
}
