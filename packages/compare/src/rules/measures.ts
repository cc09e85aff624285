import { formatUsd, toUsdMicros } from '@vidgate/core';
import type { Figure, ProviderSummary } from '../comparison-report.ts';
import { sum } from '../figures/sum.ts';
import type { RuleName } from './comparison-rules.ts';

/** What a rule bounds. */
export interface Measure {
  readonly name: string;
  /** Whether the bound is the most or the least that is fine. */
  readonly side: 'most' | 'least';
  readonly figure: (summary: ProviderSummary) => Figure;
  /** Writes a value of the figure with its unit, exactly enough to tell it from a bound. */
  readonly write: (value: number) => string;
  /** From the unit that a person writes to the figure's own. */
  readonly toOwnUnit: (bound: number) => number;
}

const usd = { side: 'most', write: formatUsd, toOwnUnit: toUsdMicros } as const;
const seconds = {
  side: 'most',
  write: (ms: number): string => `${writeNumber(ms / 1000)} s`,
  toOwnUnit: (bound: number): number => Math.round(bound * 1000),
} as const;
const share = {
  write: (value: number): string => `${writeNumber(value * 100)}%`,
  toOwnUnit: (bound: number): number => bound,
} as const;
const plain = { write: writeNumber, toOwnUnit: (bound: number): number => bound } as const;

export const measures: Readonly<Record<RuleName, Measure>> = {
  costAtMost: {
    ...usd,
    name: 'mean cost of a sample',
    figure: (summary) => summary.usdMicrosPerSample,
  },
  usdPerSecondAtMost: {
    ...usd,
    name: 'cost of a second that plays',
    figure: (summary) => summary.usdMicrosPerSecond,
  },
  medianSecondsAtMost: { ...seconds, name: 'median time', figure: (summary) => summary.totalMs },
  p95SecondsAtMost: {
    ...seconds,
    name: '95th percentile of the times',
    figure: (summary) => summary.totalMsP95,
  },
  successAtLeast: {
    ...share,
    side: 'least',
    name: 'success rate',
    figure: (summary) => summary.successRate,
  },
  startFidelityAtLeast: {
    ...plain,
    side: 'least',
    name: 'similarity to the start frame',
    figure: (summary) => summary.startFidelity,
  },
  endFidelityAtLeast: {
    ...plain,
    side: 'least',
    name: 'similarity to the end frame',
    figure: (summary) => summary.endFidelity,
  },
  priceDriftAtMost: {
    ...share,
    side: 'most',
    name: 'drift of the charges from the quotes',
    figure: (summary) => summary.priceDrift,
  },
  heldAtMost: {
    ...plain,
    side: 'most',
    name: 'number of held samples',
    figure: ({ held, samples }) => ({ value: sum(Object.values(held)), samples, missing: 0 }),
  },
};

function writeNumber(value: number): string {
  return String(Number(value.toFixed(4)));
}
