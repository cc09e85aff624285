import { fateOf, isReported } from './fate.ts';
import { vendorTerms } from './vendor-terms.ts';
import type { World } from './world.ts';
import { faultAt } from './world.ts';

const cheapest = 0;

/**
 * How many jobs are bound to be held wherever the cheapest vendor is asked while nothing is known
 * against it, although each fault were noticed with its first answer and never met again.
 *
 * These submits leave a doubt that no report settles, so the money rule keeps them for a person.
 * Whoever has fewer was lucky in which jobs the vendor was too full to take, or pays more.
 */
export function toHeldBound(world: World): number {
  const noticedAt = new Map<number, number>();
  const taken = new Map<number, number>();
  let held = 0;
  world.arrivals.forEach((at, job) => {
    const window = faultAt(world, cheapest, at);
    const fate = fateOf(world, { vendor: cheapest, job, nth: 0, at });
    const key = window?.from ?? 0;
    if (fate.fault === undefined || at >= (noticedAt.get(key) ?? Number.POSITIVE_INFINITY)) return;
    if (window !== undefined) {
      const heardAt = at + fate.answerAfterMs;
      noticedAt.set(key, Math.min(noticedAt.get(key) ?? heardAt, heardAt));
      taken.set(key, (taken.get(key) ?? 0) + 1);
    }
    const isFull = (taken.get(key) ?? 0) > (vendorTerms[cheapest]?.concurrentTasks ?? 0);
    const settles = fate.makesTask && isReported(world, cheapest, job, 0);
    if (fate.fault.outcome === 'unknown' && !settles && !isFull) held += 1;
  });
  return held;
}
