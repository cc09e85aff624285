import type { VideoProvider } from '../provider.ts';
import { hashToUnit } from './hash-to-unit.ts';
import type { Outlook } from './outlook.ts';
import { defaultValueOfTimeUsdPerSecond, toExpectedMs, toExpectedUsdMicros } from './outlook.ts';
import type { Candidate, PlanInput } from './plan.ts';

/** A provider that could take the request, and what decides on its place. */
export interface Ranked extends Omit<Candidate, 'why'> {
  readonly outlook: Outlook;
  /** What a person says of its place; infinite where nobody does. */
  readonly place: number;
  /** What `sort` says of it: the less the better. */
  readonly score: number;
  /** Among those that are alike in all else the one that is configured first goes first. */
  readonly position: number;
}

/** Better ones first. A total order: no two providers have the same position. */
export function compareRanked(a: Ranked, b: Ranked): number {
  return (
    compareNumbers(a.place, b.place) ||
    compareNumbers(toResort(a), toResort(b)) ||
    compareNumbers(a.score, b.score) ||
    compareNumbers(priceOf(a), priceOf(b)) ||
    a.adaptations.length - b.adaptations.length ||
    a.position - b.position
  );
}

/** What a person says: `first` before all, then `order`, then `weights` by a hash of the job. */
export function toPlace(id: string, { routing, first, seed }: PlanInput): number {
  if (id === first) return Number.NEGATIVE_INFINITY;
  const index = routing.order?.indexOf(id) ?? -1;
  if (index >= 0) return index - (routing.order?.length ?? 0);
  const weight = routing.weights?.[id] ?? 0;
  // The least of these falls to each provider as often as its weight says.
  return weight > 0 ? -Math.log(hashToUnit(`${seed} ${id}`)) / weight : Number.POSITIVE_INFINITY;
}

/** What `sort` says of a candidate: micro-dollars, or milliseconds under `availability`. */
export function toScore(
  { quote, outlook }: Pick<Ranked, 'quote' | 'outlook'>,
  { traits }: Pick<VideoProvider, 'traits'>,
  { routing }: Pick<PlanInput, 'routing'>,
): number {
  const { sort = 'price', valueOfTimeUsdPerSecond } = routing;
  if (sort === 'availability') return toExpectedMs(outlook);
  // An unknown price is never 0: it comes last.
  if (quote.usdMicros === undefined) return Number.POSITIVE_INFINITY;
  if (sort === 'price') return quote.usdMicros;
  return toExpectedUsdMicros(quote.usdMicros, outlook, {
    failuresAreFree: traits.failedTasksCharged === 'no',
    usdPerSecond: valueOfTimeUsdPerSecond ?? defaultValueOfTimeUsdPerSecond,
  });
}

/** 1 for who is asked only where nobody else can be, 0 for all others. */
export function toResort({ outlook }: Pick<Ranked, 'outlook'>): 0 | 1 {
  return outlook.lastResort === true ? 1 : 0;
}

function priceOf({ quote }: Pick<Ranked, 'quote'>): number {
  return quote.usdMicros ?? Number.POSITIVE_INFINITY;
}

/** Infinities have no difference. */
function compareNumbers(a: number, b: number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
