import { isToCome } from '../time.ts';
import type { Breaker, ProviderHealth } from './provider-health.ts';

/** Refused submits in a row that open it; one that is lost opens it at once. */
export const refusalsToOpen = 5;
const firstOpenMs = 30_000;
const longestOpenMs = 300_000;
/** Each time is up to a fifth shorter or longer, so that processes do not come back together. */
const jitter = 0.2;
/** How long the one job that tries it has to come to something. */
const trialLeaseMs = 60_000;

/**
 * One that opens again so soon after it was closed is opened for longer. So long, too, one that has
 * opened more than once is tried only where nobody else can be asked.
 */
const rememberedMs = 600_000;

/**
 * `open`: no submits. `checkable`: a free call decides. `ready`: one job may try it. `tried`: one does.
 */
export type BreakerState = 'closed' | 'open' | 'checkable' | 'ready' | 'tried';

/** @param canCheck whether there is a free call that can decide */
export function toBreakerState(breaker: Breaker, canCheck: boolean, now: number): BreakerState {
  const { openUntil, checkedAt, trialUntil, closedAt } = breaker;
  if (closedAt !== undefined) return 'closed';
  if (isOpenUntil(openUntil, now)) return 'open';
  if (canCheck && checkedAt === undefined) return 'checkable';
  const isTried = trialUntil !== undefined && isToCome(trialUntil, now, trialLeaseMs);
  return isTried ? 'tried' : 'ready';
}

/**
 * Opens a breaker, each time in a row for longer. What was under way when it opened says nothing
 * new when it comes to nothing as well.
 *
 * @param random from 0 (inclusive) to 1 (exclusive)
 * @param isTrusted whether what opens it says little: it is no longer remembered that it was open
 *   before, and any answer closes it, also to what was sent earlier
 */
export function openBreaker(
  breaker: Breaker | undefined,
  message: string,
  now: number,
  random: number,
  isTrusted = false,
): Breaker {
  if (isOpen(breaker) && isOpenUntil(breaker.openUntil, now)) return breaker;
  const isForgotten =
    breaker?.closedAt !== undefined && (now - breaker.closedAt > rememberedMs || isTrusted);
  const openings = (isForgotten ? 0 : (breaker?.openings ?? 0)) + 1;
  const openMs = Math.min(firstOpenMs * 2 ** (openings - 1), longestOpenMs);
  const openUntil = Math.round(now + openMs * (1 - jitter + 2 * jitter * random));
  // What is under way counts as its trial.
  return { openings, openUntil, message, ...(isTrusted ? { trialUntil: now } : {}) };
}

/** Whether submits are kept away, or only one is let through; a closed one is merely remembered. */
export function isOpen(breaker: Breaker | undefined): breaker is Breaker {
  return breaker !== undefined && breaker.closedAt === undefined;
}

/**
 * Whether it may be tried, but has opened more than once: for a while that is done only where nobody
 * else can be asked, as each trial may be one more submit in doubt.
 */
export function isLastResort(breaker: Breaker | undefined, now: number): boolean {
  if (!isOpen(breaker) || breaker.openings < 2) return false;
  return now >= breaker.openUntil && now - breaker.openUntil <= rememberedMs;
}

/** Puts a breaker in the place of the one there was; the same object where it is the same. */
export function putBreaker(
  health: ProviderHealth,
  model: string,
  breaker: Breaker | undefined,
): ProviderHealth {
  if (breaker === undefined || breaker === health.breakers[model]) return health;
  return { ...health, breakers: { ...health.breakers, [model]: breaker } };
}

function isOpenUntil(openUntil: number, now: number): boolean {
  return isToCome(openUntil, now, longestOpenMs * (1 + jitter));
}

/** A submit was answered. As long as nobody has tried it, that one was sent before it opened. */
export function closeBreaker(breaker: Breaker, now: number): Breaker {
  if (!isOpen(breaker) || breaker.trialUntil === undefined) return breaker;
  return { ...breaker, closedAt: now };
}

/** A free call has succeeded: one job may try. */
export function checkBreaker(breaker: Breaker, now: number): Breaker {
  return { ...breaker, checkedAt: now };
}

/** One job tries it now; others do not. */
export function tryBreaker(breaker: Breaker, now: number): Breaker {
  return { ...breaker, trialUntil: now + trialLeaseMs };
}
