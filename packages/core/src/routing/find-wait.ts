import type { Exclusion } from './find-exclusion.ts';
import { defaultValueOfTimeUsdPerSecond } from './outlook.ts';
import type { PlanInput, PlanWait } from './plan.ts';
import type { Ranked } from './rank.ts';
import { compareRanked, toResort } from './rank.ts';

/** A provider that is only full or paused. */
export interface Delayed {
  readonly ranked: Ranked;
  readonly exclusion: Exclusion;
}

export const defaultPatienceMs = 60_000;

/** Whether a provider is worth waiting for, because it is only full or paused, rather than the best of the others. */
export function findWait(
  delayed: readonly Delayed[],
  best: Ranked | undefined,
  input: PlanInput,
): PlanWait | undefined {
  const { routing, now, waitingSince } = input;
  if (best === undefined || routing.sort === 'availability') return undefined;
  const patienceUntil = waitingSince + (routing.patienceMs ?? defaultPatienceMs);
  const worthwhile = delayed.filter(
    ({ ranked, exclusion }) =>
      (exclusion.until ?? Infinity) <= patienceUntil && isBetter(ranked, exclusion, best, input),
  );
  const [first, ...others] = worthwhile;
  if (first === undefined || now >= patienceUntil) return undefined;
  const { ranked, exclusion } = others.reduce(
    (a, b) => (compareRanked(a.ranked, b.ranked) <= 0 ? a : b),
    first,
  );
  const why = `${ranked.provider} is better than ${best.provider} and soon there again: ${exclusion.message}`;
  return { provider: ranked.provider, until: exclusion.until ?? now, why };
}

function isBetter(
  waiting: Ranked,
  { until = Infinity }: Exclusion,
  best: Ranked,
  { routing, now, waitingSince }: PlanInput,
): boolean {
  if (waiting.place !== best.place) return waiting.place < best.place;
  const resorts = toResort(waiting) - toResort(best);
  if (resorts !== 0) return resorts < 0;
  if (routing.sort !== 'balanced') return waiting.score < best.score;
  const usdPerSecond = routing.valueOfTimeUsdPerSecond ?? defaultValueOfTimeUsdPerSecond;
  // Nobody knows when a place gets free; what has lasted so long is likely to last as long again.
  const waitMs = Math.max(until - now, now - waitingSince);
  return waiting.score + usdPerSecond * 1_000 * waitMs < best.score;
}
