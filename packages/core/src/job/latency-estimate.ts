import type { LatencyHint } from '../offer.ts';

/**
 * What is known of how long the tasks of one (provider, model, duration) take: a histogram over
 * buckets of equal ratio that forgets, begun from the documented range. Plain data of fixed size.
 */
export interface LatencyEstimate {
  /** Tasks seen so far, none of them forgotten. */
  readonly samples: number;
  /** The shortest pause between polls, in milliseconds. */
  readonly minIntervalMs: number;
  /** One weight per bucket, from `bucketEdgeMs(0)` on. */
  readonly weights: readonly number[];
}

export const bucketCount = 128;
const shortestMs = 1_000;
const longestMs = 7_200_000;
/** The width of a bucket, in natural logarithms: 7 %. */
export const bucketLog = Math.log(longestMs / shortestMs) / bucketCount;

/** What each new task leaves of the weight of older ones: half is forgotten after 69 tasks. */
const remembered = 0.99;
/** How many tasks the documented range counts for, before it is forgotten like them. */
const hintWeight = 2;
/** The same for the doubt that it is right at all, which is a wide curve around its middle. */
const doubtWeight = 0.5;
/** The spread of the doubt in natural logarithms: a third to three times the middle, two in three. */
const doubtLog = 1;
const unhinted: readonly [number, number] = [20_000, 300_000];
const leastIntervalMs = 2_000;

/** Where a bucket begins, in milliseconds. */
export function bucketEdgeMs(bucket: number): number {
  return shortestMs * Math.exp(bucket * bucketLog);
}

/** An estimate that knows nothing but the offer's hint. */
export function startLatency(hint: LatencyHint | undefined): LatencyEstimate {
  const [low, high] = hint?.typicalMs ?? unhinted;
  const middle = Math.log(Math.sqrt(low * high) / shortestMs) / bucketLog;
  // The documented range is read as eight tasks of ten: 1.28 standard deviations to either side.
  const hintLog = Math.max(Math.log(high / low) / 2 / 1.2816, bucketLog);
  const hinted = toBell(middle, hintLog / bucketLog);
  const doubt = toBell(middle, doubtLog / bucketLog);
  const weights = hinted.map((share, bucket) => {
    return share * hintWeight + (doubt[bucket] ?? 0) * doubtWeight;
  });
  const minIntervalMs = Math.max(leastIntervalMs, (hint?.pollIntervalMs ?? 0) / 2);
  return { samples: 0, minIntervalMs, weights };
}

/**
 * Learns from a finished task, and forgets a little of the older ones.
 *
 * Where only a poll told that the task had finished, `afterMs` is the last time at which it was
 * still seen running: the task is then spread over the time between, as those before it were. Times
 * are milliseconds from the acceptance; one that is no time is ignored.
 */
export function addLatency(
  estimate: LatencyEstimate,
  ms: number,
  afterMs: number = ms,
): LatencyEstimate {
  if (!(Number.isFinite(ms) && ms >= 0 && afterMs >= 0)) return estimate;
  const first = toBucket(Math.min(afterMs, ms));
  const last = toBucket(ms);
  const shares = toShares(estimate.weights, first, last);
  const weights = estimate.weights.map(
    (weight, bucket) => weight * remembered + (shares[bucket - first] ?? 0),
  );
  return { ...estimate, samples: estimate.samples + 1, weights };
}

function toBucket(ms: number): number {
  const bucket = Math.floor(Math.log(Math.max(ms, shortestMs) / shortestMs) / bucketLog);
  return Math.min(bucket, bucketCount - 1);
}

/** Splits one task over some buckets by what was seen in and beside them. */
function toShares(weights: readonly number[], first: number, last: number): readonly number[] {
  const at = (bucket: number): number => weights[bucket] ?? 0;
  const seen = Array.from({ length: last - first + 1 }, (_, index) => {
    const bucket = first + index;
    // Neighbours count, or the buckets that were lucky first would draw everything to themselves.
    return at(bucket - 1) + 2 * at(bucket) + at(bucket + 1);
  });
  const sum = seen.reduce((total, share) => total + share, 0);
  return seen.map((share) => (sum > 0 ? share / sum : 1 / seen.length));
}

/** A bell curve over the buckets, of weight one. */
function toBell(middle: number, spread: number): readonly number[] {
  const heights = Array.from({ length: bucketCount }, (_, bucket) =>
    Math.exp(-0.5 * ((bucket + 0.5 - middle) / spread) ** 2),
  );
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map((height) => (sum > 0 ? height / sum : 1 / bucketCount));
}
