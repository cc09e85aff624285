import type { Figure } from '../comparison-report.ts';
import { samplesForP95, toFigure } from './to-figure.ts';

/**
 * A median, and as its interval the two samples between which the true median lies in at least 95 of
 * 100 runs.
 *
 * Samples of the measured times themselves are taken, as latencies have long tails that no curve
 * fits; and rather these than a bootstrap, which at so few samples promises more than it holds and
 * needs chance. Of five samples even the whole span holds the median only in 94 of 100.
 */
export function toMedianFigure(values: readonly number[]): Figure {
  const samples = values.length;
  const sorted = values.toSorted((one, other) => one - other);
  const middle = [sorted[Math.floor((samples - 1) / 2)], sorted[Math.floor(samples / 2)]] as const;
  if (middle[0] === undefined || middle[1] === undefined) {
    return toFigure({ value: undefined, samples });
  }
  const rank = toLowerRank(samples);
  const interval = [sorted[rank] ?? middle[0], sorted[samples - 1 - rank] ?? middle[1]] as const;
  return toFigure({ value: (middle[0] + middle[1]) / 2, interval, samples });
}

/** The 95th percentile: the sample that at least 95 % are not above. */
export function toP95Figure(values: readonly number[]): Figure {
  const samples = values.length;
  const sorted = values.toSorted((one, other) => one - other);
  const value = samples < samplesForP95 ? undefined : sorted[Math.ceil((95 * samples) / 100) - 1];
  return toFigure({ value, samples, needed: samplesForP95 });
}

/**
 * The highest rank, from 0, such that the true median lies below that sample in no more than 2.5 of
 * 100 runs: the number of samples below the true median is that of heads among as many coins.
 */
function toLowerRank(samples: number): number {
  // In logarithms: for a thousand samples the first summand is too small for a number.
  let logChance = -samples * Math.LN2;
  let chance = Math.exp(logChance);
  let rank = 0;
  while (rank < samples) {
    logChance += Math.log((samples - rank) / (rank + 1));
    chance += Math.exp(logChance);
    if (chance > 0.025) return rank;
    rank += 1;
  }
  return 0;
}
