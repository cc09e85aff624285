import { fateOf, freeCallFails, isReported } from './fate.ts';
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
    if (isDoubt(world, job, at) && !isFull) held += 1;
  });
  return held;
}

const firstOpenMs = 30_000;
const longestOpenMs = 300_000;
const rememberedMs = 600_000;

/**
 * The same where nobody knows when a fault ends, so that the cheapest vendor is tried again as the
 * design says: after 30 s, doubling to 300 s, when its free call succeeds, by one job. Each answer is
 * heard at once, and the other vendors have no faults at all: every real gateway holds more.
 */
export function toHeldByTries(world: World): number {
  let [openUntil, openings, closedAt, held] = [0, 0, Number.NEGATIVE_INFINITY, 0];
  world.arrivals.forEach((at, job) => {
    if (at < openUntil) return;
    const isOpen = closedAt < openUntil;
    const fails = isOpen && freeCallFails(world, cheapest, job, at);
    const doubt = !fails && fateOf(world, { vendor: cheapest, job, nth: 0, at }).fault;
    if (!fails && (!doubt || doubt.outcome === 'rejected')) {
      closedAt = at;
      return;
    }
    if (!fails && isDoubt(world, job, at)) held += 1;
    openings = (isOpen || at - closedAt <= rememberedMs ? openings : 0) + 1;
    openUntil = at + Math.min(firstOpenMs * 2 ** (openings - 1), longestOpenMs);
  });
  return held;
}

/** Whether a submit leaves a doubt that the vendor's report does not settle. */
function isDoubt(world: World, job: number, at: number): boolean {
  const { fault, makesTask } = fateOf(world, { vendor: cheapest, job, nth: 0, at });
  return fault?.outcome === 'unknown' && !(makesTask && isReported(world, cheapest, job, 0));
}
