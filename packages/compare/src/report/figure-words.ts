import { toShare, toSimilarity, toTime, toUsd } from './units.ts';

/** How reports name a figure of a summary, and write its value. */
export interface FigureWords {
  readonly name: string;
  readonly write: (value: number) => string;
}

/** The figures that two runs are compared by. */
const words: Readonly<Record<string, FigureWords>> = {
  successRate: { name: 'success', write: toShare },
  quotedUsdMicros: { name: 'quote', write: toUsd },
  chargedUsdMicros: { name: 'charge', write: toUsd },
  usdMicrosPerSample: { name: '$ per sample', write: toUsd },
  usdMicrosPerSecond: { name: '$ per second', write: toUsd },
  totalMs: { name: 'median time', write: toTime },
  queueMs: { name: 'median queue', write: toTime },
  runMs: { name: 'median run', write: toTime },
  startFidelity: { name: 'start frame', write: toSimilarity },
  endFidelity: { name: 'end frame', write: toSimilarity },
};

export function wordsOf(figure: string): FigureWords {
  return words[figure] ?? { name: figure, write: String };
}
