import type { Figure } from '../comparison-report.ts';
import { sum } from './sum.ts';
import { t975 } from './t975.ts';
import { samplesForInterval, toFigure } from './to-figure.ts';

/** What one sample adds to both sides of a ratio. Neither is negative. */
export interface RatioPart {
  readonly over: number;
  readonly under: number;
}

/**
 * The sum of one thing by the sum of another, such as money by seconds: a sample that has the one and
 * not the other counts, which a mean of ratios could not do.
 *
 * Its interval is the t-interval of what each sample adds beyond the common ratio.
 */
export function toRatioFigure(parts: readonly RatioPart[]): Figure {
  const samples = parts.length;
  const under = sum(parts.map((part) => part.under));
  if (under <= 0) return toFigure({ value: undefined, samples });
  const ratio = sum(parts.map((part) => part.over)) / under;
  if (samples < samplesForInterval) return toFigure({ value: ratio, samples });
  const squares = sum(parts.map((part) => (part.over - ratio * part.under) ** 2));
  const error = Math.sqrt((samples * squares) / (samples - 1)) / under;
  const half = t975(samples - 1) * error;
  return toFigure({ value: ratio, interval: [Math.max(ratio - half, 0), ratio + half], samples });
}
