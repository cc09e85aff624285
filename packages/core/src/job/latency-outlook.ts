import { finishedBy, toLatencyCurve, whenFinished } from './latency-curve.ts';
import type { LatencyEstimate } from './latency-estimate.ts';

/** What one poll may cost, in milliseconds of waiting for a video that is already there. */
export const pollPriceMs = 1_000;

/** Times at which a poll may come, and what is known of each. All arrays are of one length. */
interface Outlook {
  readonly timesMs: readonly number[];
  /** The share of tasks that are still running then. */
  readonly running: readonly number[];
  /** What a poll then leaves to be paid, in milliseconds of waiting, as a mean over all tasks. */
  readonly priceMs: readonly number[];
}

const timeCount = 256;
const earliestShare = 0.001;
const latestShare = 0.995;
/** Pauses are planned no longer than this, as they are not longer by default. */
const longestPauseMs = 60_000;

/** Estimates never change, so each is solved once. */
const solved = new WeakMap<LatencyEstimate, Outlook>();

/**
 * How long to wait before the next poll of a task that is not finished after `elapsedMs`.
 *
 * The answer minimises what is still to be expected: the time a finished video lies unseen, plus
 * `pollPriceMs` for each poll. It was worked out backwards from the time by which nearly every task
 * has ended; past that, the pauses grow by half each. Never below the estimate's `minIntervalMs`.
 */
export function toLearnedPause(
  estimate: LatencyEstimate,
  elapsedMs: number,
  maxPauseMs: number,
): number {
  const outlook = solved.get(estimate) ?? solve(estimate);
  solved.set(estimate, outlook);
  const { minIntervalMs } = estimate;
  const running = interpolateRunning(outlook, elapsedMs);
  const longestMs = Math.max(maxPauseMs, longestPauseMs);
  const best = findBest(outlook, { elapsedMs, running, minIntervalMs, longestMs });
  const overdueMs = Math.max(elapsedMs - (outlook.timesMs.at(-1) ?? 0), 0);
  const pauseMs = best === undefined ? minIntervalMs + overdueMs / 2 : best.timeMs - elapsedMs;
  return Math.max(Math.min(pauseMs, maxPauseMs), minIntervalMs);
}

function solve(estimate: LatencyEstimate): Outlook {
  const { minIntervalMs } = estimate;
  const curve = toLatencyCurve(estimate);
  const timesMs = toTimes(whenFinished(curve, earliestShare), whenFinished(curve, latestShare));
  const running = timesMs.map((ms) => 1 - finishedBy(curve, ms));
  // What stands where nothing follows: one more poll, and the wait for it.
  const priceMs = running.map((share) => share * (pollPriceMs + minIntervalMs));
  const outlook = { timesMs, running, priceMs };
  for (let index = timeCount - 1; index >= 0; index -= 1) {
    const now = { elapsedMs: timesMs[index] ?? 0, running: running[index] ?? 0 };
    const limits = { minIntervalMs, longestMs: longestPauseMs };
    const best = findBest(outlook, { ...now, ...limits }, index + 1);
    if (best !== undefined) priceMs[index] = best.priceMs;
  }
  return outlook;
}

/** Closer together where they are early: the best pause grows with the root of the latency. */
function toTimes(earliestMs: number, latestMs: number): readonly number[] {
  const low = Math.sqrt(earliestMs);
  const step = (Math.sqrt(latestMs) - low) / (timeCount - 1);
  return Array.from({ length: timeCount }, (_, index) => (low + index * step) ** 2);
}

interface Moment {
  readonly elapsedMs: number;
  readonly running: number;
  readonly minIntervalMs: number;
  readonly longestMs: number;
}

/** The time for the next poll that is the cheapest to the end, or the first there is. */
function findBest(
  { timesMs, priceMs }: Outlook,
  { elapsedMs, running, minIntervalMs, longestMs }: Moment,
  from = 0,
): { readonly timeMs: number; readonly priceMs: number } | undefined {
  let best: { timeMs: number; priceMs: number } | undefined;
  for (let index = from; index < timeCount; index += 1) {
    const timeMs = timesMs[index] ?? 0;
    if (timeMs < elapsedMs + minIntervalMs) continue;
    // Whoever still runs waits all of the pause. That tasks have to run at all makes each schedule
    // dearer by the same sum, so the cheapest is also the one that leaves the least unseen.
    const pauseMs = running * (pollPriceMs + timeMs - elapsedMs);
    if (best !== undefined && (pauseMs > best.priceMs || timeMs > elapsedMs + longestMs)) break;
    const price = pauseMs + (priceMs[index] ?? 0);
    if (best === undefined || price < best.priceMs) best = { timeMs, priceMs: price };
  }
  return best;
}

function interpolateRunning({ timesMs, running }: Outlook, elapsedMs: number): number {
  const next = timesMs.findIndex((timeMs) => timeMs > elapsedMs);
  if (next < 0) return running.at(-1) ?? 0;
  if (next === 0) return 1;
  const [beforeMs = 0, afterMs = 0] = timesMs.slice(next - 1, next + 1);
  const [before = 0, after = 0] = running.slice(next - 1, next + 1);
  return before + ((after - before) * (elapsedMs - beforeMs)) / (afterMs - beforeMs);
}
