import { expect, test } from 'vitest';
import { t975 } from '../../src/figures/t975.ts';
import { toMeanFigure } from '../../src/figures/to-mean-figure.ts';
import { toMedianFigure, toP95Figure } from '../../src/figures/to-median-figure.ts';
import { toRatioFigure } from '../../src/figures/to-ratio-figure.ts';
import { toShareFigure } from '../../src/figures/to-share-figure.ts';

const upTo = (count: number): readonly number[] =>
  Array.from({ length: count }, (_item, index) => index + 1);

/** The table that statistics books print. */
const quantiles = [
  [4, 2.776],
  [5, 2.571],
  [6, 2.447],
  [9, 2.262],
  [30, 2.042],
  [120, 1.98],
] as const;

test.each(quantiles)("Student's t of %i degrees is %f", (degrees, expected) => {
  expect(Math.abs(t975(degrees) - expected)).toBeLessThan(0.0011);
});

/** Wilson's bounds, worked out apart from this code. */
const shares = [
  [5, 5, 0.5655, 1],
  [0, 5, 0, 0.4345],
  [8, 10, 0.4902, 0.9433],
  [50, 100, 0.4038, 0.5962],
] as const;

test.each(shares)('%i of %i succeeded: from %f to %f', (hits, samples, low, high) => {
  const { interval } = toShareFigure(hits, samples);
  expect(interval?.[0]).toBeCloseTo(low, 4);
  expect(interval?.[1]).toBeCloseTo(high, 4);
});

test('a mean of five has the t-interval', () => {
  const figure = toMeanFigure([1, 2, 3, 4, 5]);
  expect(figure).toMatchObject({ value: 3, samples: 5, missing: 0 });
  expect(figure.interval?.[0]).toBeCloseTo(3 - 2.7764 * Math.sqrt(0.5), 2);
  expect(figure.interval?.[1]).toBeCloseTo(3 + 2.7764 * Math.sqrt(0.5), 2);
});

test('an interval of money does not reach below nothing', () => {
  expect(toMeanFigure([0, 0, 0, 0, 100]).interval?.[0]).toBe(0);
});

/** Ranks, from 1, of the samples that bound a median: the table of the sign test. */
const ranks = [
  [5, 1, 5],
  [6, 1, 6],
  [8, 1, 8],
  [9, 2, 8],
  [12, 3, 10],
  [15, 4, 12],
  [20, 6, 15],
  [25, 8, 18],
  [2000, 956, 1045],
] as const;

test.each(ranks)('the median of %i lies between the samples %i and %i', (count, low, high) => {
  expect(toMedianFigure(upTo(count)).interval).toEqual([low, high]);
});

test('a median of an even number lies between the two in the middle, in any order', () => {
  expect(toMedianFigure([40, 10, 20, 30])).toEqual({ value: 25, samples: 4, missing: 1 });
});

const tails = [
  [0, { samples: 0, missing: 20 }],
  [19, { samples: 19, missing: 1 }],
  [20, { value: 19, samples: 20, missing: 0 }],
  [100, { value: 95, samples: 100, missing: 0 }],
] as const;

test.each(tails)('of %i samples the 95th percentile is %o', (count, figure) => {
  expect(toP95Figure(upTo(count).toReversed())).toEqual(figure);
});

test('money without seconds counts in a ratio', () => {
  const parts = [
    { over: 30, under: 5 },
    { over: 30, under: 0 },
  ];
  expect(toRatioFigure(parts)).toEqual({ value: 12, samples: 2, missing: 3 });
});

test('the interval of a ratio is none where each sample has the same one', () => {
  const parts = upTo(6).map((seconds) => ({ over: seconds * 3, under: seconds }));
  expect(toRatioFigure(parts).interval).toEqual([3, 3]);
});

test('the interval of a ratio by one is that of the mean', () => {
  const values = [3, 9, 4, 7, 7, 2];
  const ratio = toRatioFigure(values.map((over) => ({ over, under: 1 })));
  const mean = toMeanFigure(values);
  expect(ratio.value).toBeCloseTo(mean.value ?? Number.NaN, 10);
  expect(ratio.interval?.[0]).toBeCloseTo(mean.interval?.[0] ?? Number.NaN, 10);
  expect(ratio.interval?.[1]).toBeCloseTo(mean.interval?.[1] ?? Number.NaN, 10);
});

test('a ratio by nothing is absent', () => {
  expect(toRatioFigure([{ over: 30, under: 0 }])).toEqual({ samples: 1, missing: 4 });
});
