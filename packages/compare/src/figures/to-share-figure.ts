import type { Figure } from '../comparison-report.ts';
import { z975 } from './t975.ts';
import { toFigure } from './to-figure.ts';

/**
 * A share from 0 to 1 with its Wilson interval, which stays inside of 0 to 1 and, unlike the one of
 * the normal curve, does not shrink to nothing when every sample went the same way.
 */
export function toShareFigure(hits: number, samples: number): Figure {
  if (samples === 0) return toFigure({ value: undefined, samples });
  const share = hits / samples;
  const scale = 1 + z975 ** 2 / samples;
  const middle = (share + z975 ** 2 / (2 * samples)) / scale;
  const spread = (share * (1 - share)) / samples + z975 ** 2 / (4 * samples ** 2);
  const half = (z975 / scale) * Math.sqrt(spread);
  const interval = [Math.max(middle - half, 0), Math.min(middle + half, 1)] as const;
  return toFigure({ value: share, interval, samples });
}
