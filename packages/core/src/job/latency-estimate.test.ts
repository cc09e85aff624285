import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  addLatency,
  bucketCount,
  bucketEdgeMs,
  bucketLog,
  startLatency,
} from './latency-estimate.ts';

const hint = {
  duration: 5,
  typicalMs: [60_000, 90_000],
  firstPollMs: 30_000,
  pollIntervalMs: 4_000,
} as const;

function total(weights: readonly number[]): number {
  return weights.reduce((sum, weight) => sum + weight, 0);
}

function weightIn(weights: readonly number[], fromMs: number, toMs: number): number {
  return total(
    weights.filter((_, bucket) => bucketEdgeMs(bucket) >= fromMs && bucketEdgeMs(bucket) < toMs),
  );
}

test('most of what a hint counts for lies in its range', () => {
  const { weights, samples } = startLatency(hint);
  expect(samples).toBe(0);
  expect(total(weights)).toBeCloseTo(2.5);
  expect(weightIn(weights, 58_000, 93_000)).toBeGreaterThan(1.6);
  expect(weightIn(weights, 200_000, 400_000)).toBeGreaterThan(0.02);
});

test.each<readonly [string, number | undefined, number]>([
  ['no hint: two seconds', undefined, 2_000],
  ['half the interval of the vendor', 10_000, 5_000],
  ['never less than two seconds', 3_000, 2_000],
])('the shortest pause is %s', (_what, pollIntervalMs, minIntervalMs) => {
  const offered = pollIntervalMs === undefined ? undefined : { ...hint, pollIntervalMs };
  expect(startLatency(offered).minIntervalMs).toBe(minIntervalMs);
});

test('a hint without a spread, or without sense, still makes an estimate', () => {
  for (const typicalMs of [
    [60_000, 60_000],
    [0, 0],
    [90_000, 60_000],
  ] as const) {
    expect(total(startLatency({ ...hint, typicalMs }).weights)).toBeCloseTo(2.5);
  }
});

test('a task adds its weight where it finished', () => {
  const before = startLatency(hint);
  const after = addLatency(before, 150_000);
  const added = after.weights.map(
    (weight, bucket) => weight - (before.weights[bucket] ?? 0) * 0.99,
  );
  const bucket = added.findIndex((weight) => weight > 0.5);
  expect(added[bucket]).toBeCloseTo(1);
  expect(bucketEdgeMs(bucket)).toBeLessThanOrEqual(150_000);
  expect(bucketEdgeMs(bucket + 1)).toBeGreaterThan(150_000);
  expect(after.samples).toBe(1);
  expect(before.samples).toBe(0);
});

test('a task seen by polls alone is spread over the time between them, as those before it were', () => {
  let estimate = startLatency(undefined);
  for (let task = 0; task < 50; task += 1) estimate = addLatency(estimate, 100_000);
  const after = addLatency(estimate, 300_000, 50_000);
  const added = after.weights.map(
    (weight, bucket) => weight - (estimate.weights[bucket] ?? 0) * 0.99,
  );
  expect(total(added)).toBeCloseTo(1);
  expect(weightIn(added, 50_000 * Math.exp(-bucketLog), 300_000)).toBeCloseTo(1);
  expect(weightIn(added, 85_000, 115_000)).toBeGreaterThan(0.9);
});

test.each([
  ['not a number', Number.NaN, undefined],
  ['endless', Number.POSITIVE_INFINITY, undefined],
  ['before the acceptance', -1, undefined],
  ['after a time that is none', 5_000, Number.NaN],
])('a latency that is %s teaches nothing', (_what, ms, afterMs) => {
  const estimate = startLatency(hint);
  expect(addLatency(estimate, ms, afterMs)).toBe(estimate);
});

test('whatever is learned, an estimate stays small, finite, and the same through JSON', () => {
  const latency = fc.double({ min: 0, max: 1e9, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.tuple(latency, latency), { maxLength: 30 }), (latencies) => {
      let estimate = startLatency(hint);
      for (const [ms, afterMs] of latencies) estimate = addLatency(estimate, ms, afterMs);
      expect(estimate.weights).toHaveLength(bucketCount);
      expect(estimate.samples).toBe(latencies.length);
      const expected = 100 - 97.5 * 0.99 ** latencies.length;
      expect(total(estimate.weights)).toBeCloseTo(expected);
      expect(JSON.parse(JSON.stringify(estimate))).toEqual(estimate);
    }),
  );
});

test('a vendor that has become slower is believed within a hundred tasks', () => {
  let estimate = startLatency(hint);
  for (let task = 0; task < 1_000; task += 1) estimate = addLatency(estimate, 60_000);
  for (let task = 0; task < 100; task += 1) estimate = addLatency(estimate, 240_000);
  expect(weightIn(estimate.weights, 200_000, 260_000)).toBeGreaterThan(60);
});
