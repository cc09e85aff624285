import { finishedBy, toLatencyCurve, whenFinished } from './latency-curve.ts';
import type { LatencyEstimate } from './latency-estimate.ts';

/** What one poll may cost, in milliseconds of waiting for a video that is already there. */
export const pollPriceMs = 1_000;

/** Times at which a poll may come, and what is known of each. All arrays are of one length. */
interface Outlook {
  readonly timesMs: readonly number[];
  /** The share of tasks that have finished by then. */
  readonly finished: readonly number[];
  /** The part of the mean latency that those tasks make up, in milliseconds. */
  readonly latencyMs: readonly number[];
  /** What is still to be paid after a poll then, per task of all, in milliseconds of waiting. */
  readonly priceMs: readonly number[];
}

const timeCount = 256;
const earliestShare = 0.001;
const latestShare = 0.995;
/** The longest pause that the outlook reckons with. */
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
  const minPauseMs = estimate.minIntervalMs;
  const maximumMs = Math.max(maxPauseMs, minPauseMs);
  const now = interpolate(outlook, elapsedMs);
  const best = findBest(outlook, now, minPauseMs, Math.max(maximumMs, longestPauseMs));
  if (best !== undefined) return Math.min(best.timeMs - elapsedMs, maximumMs);
  const latestMs = outlook.timesMs.at(-1) ?? 0;
  if (elapsedMs + minPauseMs <= latestMs) return maximumMs;
  return Math.min(minPauseMs + Math.max(elapsedMs - latestMs, 0) / 2, maximumMs);
}

function solve(estimate: LatencyEstimate): Outlook {
  const curve = toLatencyCurve(estimate);
  const timesMs = toTimes(whenFinished(curve, earliestShare), whenFinished(curve, latestShare));
  const finished = timesMs.map((ms) => finishedBy(curve, ms));
  let sum = 0;
  const latencyMs = timesMs.map((ms, index) => {
    const share = (finished[index] ?? 0) - (finished[index - 1] ?? 0);
    sum += (share * (ms + (timesMs[index - 1] ?? ms))) / 2;
    return sum;
  });
  const priceMs = timesMs.map((_, index) => {
    // What stands where nothing follows: one more poll, and the wait for it.
    return (1 - (finished[index] ?? 0)) * (pollPriceMs + estimate.minIntervalMs);
  });
  const outlook = { timesMs, finished, latencyMs, priceMs };
  for (let index = timeCount - 1; index >= 0; index -= 1) {
    const best = findBest(outlook, at(outlook, index), estimate.minIntervalMs, longestPauseMs);
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

/** The time for the next poll that is the cheapest to the end, of those that the pauses allow. */
function findBest(
  outlook: Outlook,
  now: Moment,
  minPauseMs: number,
  maxPauseMs: number,
): { readonly timeMs: number; readonly priceMs: number } | undefined {
  const { timesMs, finished, latencyMs, priceMs } = outlook;
  let best: { timeMs: number; priceMs: number } | undefined;
  for (let index = now.next; index < timeCount; index += 1) {
    const timeMs = timesMs[index] ?? 0;
    if (timeMs < now.timeMs + minPauseMs) continue;
    if (timeMs > now.timeMs + maxPauseMs) break;
    const newly = (finished[index] ?? 0) - now.finished;
    const unseenMs = timeMs * newly - ((latencyMs[index] ?? 0) - now.latencyMs);
    // The later the poll, the longer videos lie unseen: none beyond can be cheaper.
    if (best !== undefined && unseenMs > best.priceMs) break;
    const price = pollPriceMs * (1 - now.finished) + unseenMs + (priceMs[index] ?? 0);
    if (best === undefined || price < best.priceMs) best = { timeMs, priceMs: price };
  }
  return best;
}

/** A time, what is known of it, and the place of the first time after it. */
interface Moment {
  readonly timeMs: number;
  readonly finished: number;
  readonly latencyMs: number;
  readonly next: number;
}

function at({ timesMs, finished, latencyMs }: Outlook, index: number): Moment {
  return {
    timeMs: timesMs[index] ?? 0,
    finished: finished[index] ?? 0,
    latencyMs: latencyMs[index] ?? 0,
    next: index + 1,
  };
}

function interpolate(outlook: Outlook, elapsedMs: number): Moment {
  const next = outlook.timesMs.findIndex((timeMs) => timeMs > elapsedMs);
  if (next < 0) return { ...at(outlook, timeCount - 1), timeMs: elapsedMs, next: timeCount };
  const after = at(outlook, next);
  const before = next === 0 ? { ...after, timeMs: 0 } : at(outlook, next - 1);
  const share = (elapsedMs - before.timeMs) / (after.timeMs - before.timeMs);
  return {
    timeMs: elapsedMs,
    finished: before.finished + (after.finished - before.finished) * share,
    latencyMs: before.latencyMs + (after.latencyMs - before.latencyMs) * share,
    next,
  };
}
