import { expect, test } from 'vitest';
import { finishedBy, toLatencyCurve, whenFinished } from './latency-curve.ts';
import { addLatency, bucketCount, startLatency } from './latency-estimate.ts';

function setup(latenciesMs: readonly number[]) {
  return toLatencyCurve(
    latenciesMs.reduce((to, ms) => addLatency(to, ms), startLatency(undefined)),
  );
}

test('a curve rises from none to all', () => {
  const curve = setup([40_000, 60_000, 300_000]);
  expect(curve).toHaveLength(bucketCount + 1);
  expect(curve[0]).toBe(0);
  expect(curve.at(-1)).toBeCloseTo(1);
  expect(curve.toSorted((a, b) => a - b)).toEqual(curve);
});

test.each([0.001, 0.1, 0.5, 0.9, 0.995])('the share %d is found where it is reached', (share) => {
  const curve = setup([40_000, 60_000, 300_000]);
  expect(finishedBy(curve, whenFinished(curve, share))).toBeCloseTo(share, 9);
});

test('nobody has finished before the first bucket, and everybody after the last', () => {
  const curve = setup([]);
  expect(finishedBy(curve, 0)).toBe(0);
  expect(finishedBy(curve, 999)).toBe(0);
  expect(finishedBy(curve, 1e9)).toBe(1);
  expect(whenFinished(curve, 2)).toBeCloseTo(7_200_000);
});

test('many tasks at one time make a steeper curve than one', () => {
  const around = (curve: readonly number[]): number =>
    finishedBy(curve, 66_000) - finishedBy(curve, 54_000);
  expect(around(setup(new Array<number>(200).fill(60_000)))).toBeGreaterThan(0.65);
  expect(around(setup([60_000]))).toBeLessThan(0.3);
});

test('tasks at both ends of the histogram stay in it', () => {
  const curve = setup([0, 0, 0, 1e9, 1e9, 1e9]);
  expect(curve.at(-1)).toBeCloseTo(1);
  expect(finishedBy(curve, 2_500)).toBeGreaterThan(0.2);
  expect(1 - finishedBy(curve, 3_000_000)).toBeGreaterThan(0.2);
});
