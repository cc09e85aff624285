import type { Adaptation } from '../fit-to-offer.ts';
import { toAdaptations } from '../fit-to-offer.ts';
import type { Quote } from '../job/job.ts';
import type { ModelOffer } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import type { VideoRequest } from '../request/video-request.ts';
import { formatUsd } from '../usd.ts';
import type { Exclusion } from './find-exclusion.ts';
import { findMismatch, takesBytes } from './find-exclusion.ts';
import type { PriceCap } from './price-cap.ts';
import { findPriceExclusion } from './price-cap.ts';
import type { RoutingSettings } from './routing-settings.ts';

/** A provider that can take the request, and why it stands where it stands. */
export interface Candidate {
  readonly provider: string;
  readonly model: string;
  readonly quote: Quote;
  readonly adaptations: readonly Adaptation[];
  /** Whether a frame has to be put at a URL first. */
  readonly needsStaging: boolean;
  /** Why it stands at this place, in a sentence. */
  readonly why: string;
}

/** A provider that cannot take the request, why, and what would change that. */
export interface Excluded extends Exclusion {
  readonly provider: string;
}

/** Who would be asked, in which order, at what price; and who would not, and why. */
export interface Plan {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
}

export interface PlanInput {
  readonly request: VideoRequest;
  readonly providers: readonly VideoProvider[];
  readonly routing: RoutingSettings;
  readonly fit: 'adapt' | 'strict';
  /** Whether bytes can be put at a URL. */
  readonly canStage: boolean;
  /** What stands against a provider besides its offer: its health, what the job has tried. */
  readonly standing: (provider: string) => Exclusion | undefined;
  /** What may be spent, in several respects. */
  readonly caps: readonly PriceCap[];
  /** A provider that goes first whatever its price. */
  readonly first?: string | undefined;
}

interface Ranked extends Omit<Candidate, 'why'> {
  readonly position: number;
}

/**
 * Orders the providers that can serve a request and says why the others cannot. Pure.
 *
 * Cheapest first; an unknown price is last; among equal prices the one that changes less of the
 * request; then the order in which the providers are configured.
 */
export function makePlan(input: PlanInput): Plan {
  const ranked: Ranked[] = [];
  const excluded: Excluded[] = [];
  input.providers.forEach((provider, position) => {
    const result = examine(provider, position, input);
    if ('reason' in result) excluded.push({ provider: provider.id, ...result });
    else ranked.push(result);
  });
  ranked.sort((a, b) => compare(a, b, input));
  const kept = input.routing.allowFallbacks === false ? ranked.slice(0, 1) : ranked;
  for (const { provider } of ranked.slice(kept.length)) {
    const message = `${ranked[0]?.provider} goes first and allowFallbacks is false.`;
    excluded.push({ provider, reason: 'fallbacks-not-allowed', message });
  }
  return { candidates: kept.map((_, index) => explain(ranked, index, input)), excluded };
}

function examine(provider: VideoProvider, position: number, input: PlanInput): Ranked | Exclusion {
  const { request, routing } = input;
  const { id } = provider;
  if (routing.only !== undefined && !routing.only.includes(id)) {
    return {
      reason: 'not-in-only',
      message: `routing.only names ${routing.only.join(', ') || 'nobody'}.`,
    };
  }
  if (routing.ignore?.includes(id)) {
    return { reason: 'ignored', message: `routing.ignore names ${id}.` };
  }
  const offer = provider.offers.find((candidate) => candidate.model === request.model);
  if (offer === undefined) {
    const models = provider.offers.map(({ model }) => model).join(', ');
    return {
      reason: 'unsupported-model',
      message: `${id} offers ${models}, not ${request.model}.`,
    };
  }
  const quote = toQuote(offer, request.duration);
  const exclusion =
    findMismatch(provider, offer, request, input) ??
    findPriceExclusion(id, quote, input.caps) ??
    input.standing(id);
  if (exclusion !== undefined) return exclusion;
  const frames = [request.startFrame, request.endFrame];
  return {
    provider: id,
    model: request.model,
    quote,
    adaptations: toAdaptations(request, offer.capabilities),
    needsStaging:
      !takesBytes(provider) && frames.some((frame) => frame !== undefined && !('url' in frame)),
    position,
  };
}

/** The price of one video at one offer; an unlisted duration has an unknown price. */
export function toQuote(offer: ModelOffer, duration: number): Quote {
  const price = offer.prices.find((candidate) => candidate.duration === duration);
  if (price === undefined) return { certainty: 'unknown' };
  const { usdMicros, certainty, source, asOf } = price;
  return { usdMicros, certainty, source, asOf };
}

function compare(a: Ranked, b: Ranked, { routing, first }: PlanInput): number {
  const place = ({ provider }: Ranked): number => {
    if (provider === first) return -1;
    const index = routing.order?.indexOf(provider) ?? -1;
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  };
  const price = ({ quote }: Ranked): number => quote.usdMicros ?? Number.MAX_SAFE_INTEGER;
  return (
    place(a) - place(b) ||
    price(a) - price(b) ||
    a.adaptations.length - b.adaptations.length ||
    a.position - b.position
  );
}

function explain(ranked: readonly Ranked[], index: number, input: PlanInput): Candidate {
  const { position: _position, ...candidate } = ranked[index] ?? unreachable();
  return { ...candidate, why: whyHere(candidate, ranked[index - 1], input, ranked.length) };
}

function whyHere(
  here: Omit<Ranked, 'position'>,
  before: Ranked | undefined,
  { routing, first }: PlanInput,
  count: number,
): string {
  if (here.provider === first) return 'again, in the spelling that its vendor asked for';
  const place = routing.order?.indexOf(here.provider) ?? -1;
  if (place >= 0) return `number ${place + 1} in routing.order`;
  const price = here.quote.usdMicros;
  if (price === undefined) return 'its price is not known, so it comes last';
  if (before === undefined) return count === 1 ? 'the only one that can take it' : 'the cheapest';
  if (routing.order?.includes(before.provider)) return 'after those in routing.order, by price';
  if (before.provider === first) return 'the cheapest of the others';
  const cheaper = before.quote.usdMicros ?? price;
  if (cheaper < price) return `${formatUsd(price - cheaper)} more than ${before.provider}`;
  return before.adaptations.length < here.adaptations.length
    ? 'the same price, but it changes more of the request'
    : 'the same price, and configured later';
}

function unreachable(): never {
  throw new Error('A candidate that was just ranked is gone.');
}
