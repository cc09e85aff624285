import { formatUsd } from '../usd.ts';
import type { Outlook } from './outlook.ts';
import { toExpectedMs } from './outlook.ts';
import type { PlanInput } from './plan.ts';
import type { Ranked } from './rank.ts';
import { toResort } from './rank.ts';

/** Why a candidate stands where it stands, in a sentence. */
export function explain(
  here: Ranked,
  before: Ranked | undefined,
  input: PlanInput,
  all: readonly Ranked[],
): string {
  return (
    explainPlace(here, input) ??
    explainResort(here, before) ??
    explainScore(here, before, input, all)
  );
}

function explainPlace({ provider }: Ranked, { routing, first }: PlanInput): string | undefined {
  if (provider === first) return 'again, in the spelling that its vendor asked for';
  const index = routing.order?.indexOf(provider) ?? -1;
  if (index >= 0) return `number ${index + 1} in routing.order`;
  const weight = routing.weights?.[provider] ?? 0;
  return weight > 0 ? `drawn for this job by routing.weights (${weight})` : undefined;
}

function explainResort(here: Ranked, before: Ranked | undefined): string | undefined {
  if (toResort(here) === 0) return undefined;
  const reason = 'its last submits came to nothing';
  return before === undefined
    ? `nobody better can be asked, although ${reason}`
    : `asked only where nobody else can be, because ${reason}`;
}

function explainScore(
  here: Ranked,
  before: Ranked | undefined,
  { routing, first }: PlanInput,
  all: readonly Ranked[],
): string {
  const { quote, outlook, score } = here;
  const { sort = 'price' } = routing;
  const last = before !== undefined && before.place !== here.place;
  const named = routing.order?.includes(before?.provider ?? '')
    ? 'routing.order'
    : 'routing.weights';
  const after = last && before.provider !== first ? `after those in ${named}, ` : '';
  if (sort === 'availability') return `${after}${describeOutlook(outlook)}`;
  if (quote.usdMicros === undefined) return 'its price is not known, so it comes last';
  if (all.length === 1) return 'the only one that can take it';
  if (sort === 'balanced') {
    const expected = formatUsd(Math.round(score / 100) * 100);
    return `${after}expected to cost ${expected}, waiting included: ${formatUsd(quote.usdMicros)}, ${describeOutlook(outlook)}`;
  }
  if (before === undefined) {
    const isCheapest = all.every((other) => other.score >= here.score);
    return isCheapest ? 'the cheapest' : 'the cheapest of those that answer';
  }
  if (last) return before.provider === first ? 'the cheapest of the others' : `${after}by price`;
  const cheaper = before.quote.usdMicros ?? quote.usdMicros;
  if (cheaper < quote.usdMicros) {
    return `${formatUsd(quote.usdMicros - cheaper)} more than ${before.provider}`;
  }
  return before.adaptations.length < here.adaptations.length
    ? 'the same price, but it changes more of the request'
    : 'the same price, and configured later';
}

function describeOutlook(outlook: Outlook): string {
  const seconds = Math.round(toExpectedMs(outlook) / 1_000);
  return `likely (${Math.round(outlook.odds * 100)} %) to be done, in ${seconds} s as a rule`;
}
