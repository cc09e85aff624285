import { minuteMs } from '../time.ts';

/** What was seen lately of one offer: weights of tasks that fade, and how long they took. */
export interface SuccessEstimate {
  /** Milliseconds since the epoch: the weights are as of then. */
  readonly at: number;
  readonly good: number;
  readonly bad: number;
  /** From a task's acceptance to its video; absent before the first one. */
  readonly tookMs?: number | undefined;
}

/** After so long half of what was seen is forgotten. */
const halfLifeMs = 10 * minuteMs;
/** What is believed of an offer that nothing was seen of, and with which weight. */
const prior = { good: 3.88, bad: 0.12 };
/** A submit that was refused or lost says less than a task that failed: the breaker sees to those. */
const refusalWeight = 0.5;
/** What the newest task counts in the time that tasks take. */
const newestShare = 0.1;

export const noEstimate: SuccessEstimate = { at: 0, good: 0, bad: 0 };

export interface SeenOutcomes {
  readonly succeeded?: number;
  readonly failed?: number;
  readonly refused?: number;
}

/** Adds what was seen at a time. Pure. */
export function addOutcomes(
  estimate: SuccessEstimate,
  { succeeded = 0, failed = 0, refused = 0 }: SeenOutcomes,
  at: number,
): SuccessEstimate {
  const { good, bad } = fade(estimate, at);
  return {
    ...estimate,
    at: Math.max(at, estimate.at),
    good: good + succeeded,
    bad: bad + failed + refused * refusalWeight,
  };
}

export function addTook(estimate: SuccessEstimate, ms: number): SuccessEstimate {
  if (!(Number.isFinite(ms) && ms >= 0)) return estimate;
  const { tookMs = ms } = estimate;
  return { ...estimate, tookMs: tookMs + newestShare * (ms - tookMs) };
}

/** How likely the next task is to succeed, from 0 to 1 (both exclusive). */
export function toOdds(estimate: SuccessEstimate, now: number): number {
  const { good, bad } = fade(estimate, now);
  return (prior.good + good) / (prior.good + prior.bad + good + bad);
}

/** A clock that was set back fades nothing. */
function fade({ at, good, bad }: SuccessEstimate, now: number): { good: number; bad: number } {
  const kept = 0.5 ** (Math.max(now - at, 0) / halfLifeMs);
  return { good: good * kept, bad: bad * kept };
}
