import type { Figure } from '../comparison-report.ts';
import { sum } from './sum.ts';
import { t975 } from './t975.ts';
import { samplesForInterval, toFigure } from './to-figure.ts';

/** Where the values can lie at all, so that an interval does not reach past it. */
export interface Range {
  readonly least: number;
  readonly most: number;
}

/** Whatever cannot be negative, such as money and counts. */
export const nonNegative: Range = { least: 0, most: Number.POSITIVE_INFINITY };

/** A mean with its t-interval. */
export function toMeanFigure(values: readonly number[], range: Range = nonNegative): Figure {
  const samples = values.length;
  if (samples === 0) return toFigure({ value: undefined, samples });
  const mean = sum(values) / samples;
  if (samples < samplesForInterval) return toFigure({ value: mean, samples });
  const variance = sum(values.map((value) => (value - mean) ** 2)) / (samples - 1);
  const half = t975(samples - 1) * Math.sqrt(variance / samples);
  const interval = [Math.max(mean - half, range.least), Math.min(mean + half, range.most)] as const;
  return toFigure({ value: mean, interval, samples });
}
