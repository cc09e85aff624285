import type { Adaptation } from '../fit-to-offer.ts';
import { toAdaptations } from '../fit-to-offer.ts';
import type { Quote } from '../job/job.ts';
import type { ModelOffer, OfferPrice } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import type { VideoRequest } from '../request/video-request.ts';
import { explain } from './explain.ts';
import type { Exclusion } from './find-exclusion.ts';
import { findMismatch, takesBytes } from './find-exclusion.ts';
import type { Delayed } from './find-wait.ts';
import { findWait } from './find-wait.ts';
import type { Outlook } from './outlook.ts';
import type { PriceCap } from './price-cap.ts';
import { findPriceExclusion } from './price-cap.ts';
import type { Ranked } from './rank.ts';
import { compareRanked, toPlace, toScore } from './rank.ts';
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

/** A provider that is only full or paused, and worth waiting for. */
export interface PlanWait {
  readonly provider: string;
  /** When it is looked at again, in milliseconds since the epoch. */
  readonly until: number;
  readonly why: string;
}

/** Who would be asked, in which order, at what price; and who would not, and why. */
export interface Plan {
  readonly candidates: readonly Candidate[];
  readonly excluded: readonly Excluded[];
  /** Present where nobody is asked yet, because a better one will be there soon. */
  readonly wait?: PlanWait | undefined;
}

export interface PlanInput {
  readonly request: VideoRequest;
  readonly providers: readonly VideoProvider[];
  readonly routing: RoutingSettings;
  readonly fit: 'adapt' | 'strict';
  /** Whether bytes can be put at a URL. */
  readonly canStage: boolean;
  /** What stands against a provider besides its offer: its health, what the job has tried. */
  readonly standing: (provider: string, quote: Quote) => Exclusion | undefined;
  /** What may be spent, in several respects. */
  readonly caps: readonly PriceCap[];
  /** What is to be expected of a provider's next task. */
  readonly outlook: (provider: string, model: string) => Outlook;
  /** What the vendor published lately; settings go before it, the offer's own price after. */
  readonly livePrice: (provider: string, model: string, duration: number) => OfferPrice | undefined;
  /** A provider that goes first whatever its price. */
  readonly first?: string | undefined;
  /** What `weights` draws by: the same for the same job. */
  readonly seed: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Since when the job has been waiting for its next attempt, in milliseconds since the epoch. */
  readonly waitingSince: number;
}

/**
 * Orders the providers that can serve a request and says why the others cannot. Pure.
 *
 * First what a person says (`order`, `weights`); then whose last submits came to nothing goes after
 * the others; then by `sort`; an unknown price is last; among equals the cheaper one, then the one that
 * changes less of the request, then the order in which the providers are configured.
 */
export function makePlan(input: PlanInput): Plan {
  const ranked: Ranked[] = [];
  const delayed: Delayed[] = [];
  const excluded: Excluded[] = [];
  input.providers.forEach((provider, position) => {
    const result = examine(provider, position, input);
    if ('score' in result) {
      const exclusion = input.standing(provider.id, result.quote);
      if (exclusion === undefined) {
        ranked.push(result);
        return;
      }
      excluded.push({ provider: provider.id, ...exclusion });
      if (isDelayed(exclusion)) delayed.push({ ranked: result, exclusion });
    } else {
      excluded.push({ provider: provider.id, ...result });
    }
  });
  ranked.sort(compareRanked);
  const kept = input.routing.allowFallbacks === false ? ranked.slice(0, 1) : ranked;
  for (const { provider } of ranked.slice(kept.length)) {
    const message = `${ranked[0]?.provider} goes first and allowFallbacks is false.`;
    excluded.push({ provider, reason: 'fallbacks-not-allowed', message });
  }
  const candidates = kept.map((here, index) => toCandidate(here, ranked[index - 1], input, ranked));
  const wait = findWait(delayed, ranked[0], input);
  return wait === undefined ? { candidates, excluded } : { candidates, excluded, wait };
}

function isDelayed({ reason }: Exclusion): boolean {
  return reason === 'at-capacity' || reason === 'rate-limited';
}

function examine(provider: VideoProvider, position: number, input: PlanInput): Ranked | Exclusion {
  const { request, routing } = input;
  const { id } = provider;
  if (routing.only !== undefined && !routing.only.includes(id)) {
    const named = routing.only.join(', ') || 'nobody';
    return { reason: 'not-in-only', message: `routing.only names ${named}.` };
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
  const quote = toQuote(
    offer,
    request.duration,
    input.livePrice(id, offer.model, request.duration),
  );
  const exclusion =
    findMismatch(provider, offer, request, input) ?? findPriceExclusion(id, quote, input.caps);
  return exclusion ?? toRanked(provider, offer, quote, position, input);
}

function toRanked(
  provider: VideoProvider,
  offer: ModelOffer,
  quote: Quote,
  position: number,
  input: PlanInput,
): Ranked {
  const { id } = provider;
  const { startFrame, endFrame, model } = input.request;
  const outlook = input.outlook(id, model);
  const hasBytes = [startFrame, endFrame].some((frame) => frame !== undefined && !('url' in frame));
  return {
    provider: id,
    model,
    quote,
    adaptations: toAdaptations(input.request, offer.capabilities),
    needsStaging: hasBytes && !takesBytes(provider),
    outlook,
    place: toPlace(id, input),
    score: toScore({ quote, outlook }, provider, input),
    position,
  };
}

/**
 * The price of one video at one offer; an unlisted duration has an unknown price.
 *
 * @param live what the vendor published lately; a price that a person has set goes before it
 */
export function toQuote(offer: ModelOffer, duration: number, live?: OfferPrice): Quote {
  const listed = offer.prices.find((candidate) => candidate.duration === duration);
  const price = listed?.source === 'settings' ? listed : (live ?? listed);
  if (price === undefined) return { certainty: 'unknown' };
  const { usdMicros, certainty, source, asOf } = price;
  return { usdMicros, certainty, source, asOf };
}

function toCandidate(
  here: Ranked,
  before: Ranked | undefined,
  input: PlanInput,
  ranked: readonly Ranked[],
): Candidate {
  const { provider, model, quote, adaptations, needsStaging } = here;
  const why = explain(here, before, input, ranked);
  return { provider, model, quote, adaptations, needsStaging, why };
}
