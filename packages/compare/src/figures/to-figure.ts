import type { Figure } from '../comparison-report.ts';

/** Fewer samples than these say too little for a 95 % interval. */
export const samplesForInterval = 5;
/** Fewer samples than these have no 95th percentile: it would be the slowest of them. */
export const samplesForP95 = 20;

interface FigureParts {
  readonly value: number | undefined;
  readonly interval?: readonly [number, number] | undefined;
  readonly samples: number;
  /** How many samples the interval, or the figure itself, takes. */
  readonly needed?: number;
}

/** Puts a figure together; one that is no finite number is absent, as JSON could not hold it. */
export function toFigure(parts: FigureParts): Figure {
  const { value, interval, samples, needed = samplesForInterval } = parts;
  const missing = Math.max(needed - samples, 0);
  if (value === undefined || !Number.isFinite(value)) return { samples, missing };
  if (interval === undefined || missing > 0 || !interval.every(Number.isFinite)) {
    return { value, samples, missing };
  }
  // Rounding may leave the value a hair outside of its own interval.
  const around: [number, number] = [Math.min(interval[0], value), Math.max(interval[1], value)];
  return { value, interval: around, samples, missing };
}
