import type { LatencyEstimate } from './latency-estimate.ts';
import { bucketCount, bucketEdgeMs, bucketLog } from './latency-estimate.ts';

/** The share of tasks that have finished by each bucket's beginning, from 0 to 1. */
export type LatencyCurve = readonly number[];

/**
 * Smooths an estimate: the fewer tasks were seen, the less is made of where exactly they lie.
 *
 * Without it a schedule would poll at the few latencies that it happens to have seen.
 */
export function toLatencyCurve({ weights }: LatencyEstimate): LatencyCurve {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const spreadLog = Math.max(0.35 / Math.cbrt(total), 0.04);
  const kernel = toKernel(spreadLog / bucketLog);
  const reach = (kernel.length - 1) / 2;
  const smooth = new Array<number>(bucketCount).fill(0);
  weights.forEach((weight, from) => {
    kernel.forEach((share, index) => {
      // What would leave the histogram stays in its outermost buckets.
      const to = Math.min(Math.max(from + index - reach, 0), bucketCount - 1);
      smooth[to] = (smooth[to] ?? 0) + weight * share;
    });
  });
  const curve = [0];
  for (const weight of smooth) curve.push((curve.at(-1) ?? 0) + weight / total);
  return curve;
}

function toKernel(spread: number): readonly number[] {
  const reach = Math.ceil(3 * spread);
  const heights = Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-0.5 * ((index - reach) / spread) ** 2),
  );
  const sum = heights.reduce((total, height) => total + height, 0);
  return heights.map((height) => height / sum);
}

/** The share of tasks that have finished after so many milliseconds. */
export function finishedBy(curve: LatencyCurve, ms: number): number {
  const bucket = Math.floor(Math.log(ms / bucketEdgeMs(0)) / bucketLog);
  if (!(bucket >= 0)) return 0;
  const below = curve[bucket] ?? 1;
  const above = curve[bucket + 1] ?? 1;
  const start = bucketEdgeMs(bucket);
  return below + ((above - below) * (ms - start)) / (bucketEdgeMs(bucket + 1) - start);
}

/** When a share of tasks has finished, in milliseconds. */
export function whenFinished(curve: LatencyCurve, share: number): number {
  const above = curve.findIndex((finished) => finished >= share);
  if (above <= 0) return bucketEdgeMs(above < 0 ? bucketCount : 0);
  const low = curve[above - 1] ?? 0;
  const high = curve[above] ?? 1;
  const start = bucketEdgeMs(above - 1);
  return start + ((share - low) / (high - low)) * (bucketEdgeMs(above) - start);
}
