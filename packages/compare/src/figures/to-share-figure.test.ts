import { expect, test } from 'vitest';
import { toShareFigure } from './to-share-figure.ts';

test('of no samples there is no share', () => {
  expect(toShareFigure(0, 0)).toEqual({ samples: 0, missing: 5 });
});

test('of samples that all went one way the share is 0 or 1, and its interval is not', () => {
  expect(toShareFigure(0, 10).interval?.[1]).toBeCloseTo(0.2775, 4);
  expect(toShareFigure(10, 10).interval?.[0]).toBeCloseTo(0.7225, 4);
});
