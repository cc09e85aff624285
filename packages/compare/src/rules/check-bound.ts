import type { Figure, ProviderSummary } from '../comparison-report.ts';
import type { RuleName } from './comparison-rules.ts';
import type { Measure } from './measures.ts';
import { measures } from './measures.ts';

/** A bound, and whether the figure itself or the worse end of its interval is held against it. */
export interface Bound {
  readonly bound: number;
  readonly by: 'value' | 'interval';
}

/** What came of holding a figure against a bound. */
export interface BoundCheck {
  /** Absent where there is nothing to hold against it. */
  readonly kept?: boolean;
  /** Names the provider, the figure, the bound and how many samples there are. */
  readonly message: string;
}

/** Holds one figure of a provider against a bound. */
export function checkBound(
  summary: ProviderSummary,
  rule: RuleName,
  { bound, by }: Bound,
): BoundCheck {
  const measure = measures[rule];
  const figure = measure.figure(summary);
  const subject = `${summary.provider}: the ${measure.name}`;
  const held = by === 'interval' ? toWorseEnd(measure, figure) : figure.value;
  if (held === undefined) {
    const what = figure.value === undefined ? 'is not known' : 'has no interval';
    return { message: `${subject} ${what} (${describeBasis(summary, measure, figure)})` };
  }
  const limit = measure.toOwnUnit(bound);
  const kept = measure.side === 'most' ? held <= limit : held >= limit;
  const stands = `${by === 'interval' ? 'may be' : 'is'} ${measure.write(held)}`;
  const against = `${toRelation(measure.side, kept)} ${measure.write(limit)}`;
  const basis = describeBasis(summary, measure, figure);
  return { kept, message: `${subject} ${stands}, ${against} (${basis})` };
}

function toWorseEnd({ side }: Measure, { interval }: Figure): number | undefined {
  return interval?.[side === 'most' ? 1 : 0];
}

function toRelation(side: Measure['side'], kept: boolean): string {
  if (side === 'most') return kept ? 'at most' : 'above';
  return kept ? 'at least' : 'below';
}

/** What the figure rests on, and what is missing to rest on more. */
function describeBasis(summary: ProviderSummary, { write }: Measure, figure: Figure): string {
  const { value, interval, missing, samples } = figure;
  const more = value === undefined ? 'more needed' : 'more needed for an interval';
  return [
    `${samples} ${samples === 1 ? 'sample' : 'samples'}`,
    ...(interval === undefined ? [] : [`95% interval ${interval.map(write).join(' to ')}`]),
    ...(missing === 0 || samples === 0 ? [] : [`${missing} ${more}`]),
    ...(summary.pending === 0 ? [] : [`${summary.pending} still pending`]),
  ].join(', ');
}
