import { toUsdMicros } from './usd.ts';
import { VideoGatewayError } from './video-gateway-error.ts';

/** How sure a price is: `from` is a starting price, `estimate` was derived from other figures. */
export type PriceCertainty = 'exact' | 'from' | 'estimate';

/** The price of one video of one duration. A duration without an entry has an unknown price. */
export interface OfferPrice {
  /** Seconds. */
  readonly duration: number;
  readonly usdMicros: number;
  readonly certainty: PriceCertainty;
  /** Where the price was read: a URL, or `settings`. */
  readonly source: string;
  /** The day the price was read, `YYYY-MM-DD`. */
  readonly asOf: string;
}

/** How long a video of one duration usually takes, and when it is worth looking. */
export interface LatencyHint {
  /** Seconds of video. */
  readonly duration: number;
  /** The usual range from submit to finished, in milliseconds. */
  readonly typicalMs: readonly [number, number];
  readonly firstPollMs: number;
  readonly pollIntervalMs: number;
}

/** What a vendor's model can do. What is not listed is not offered. */
export interface OfferCapabilities {
  readonly textToVideo: boolean;
  readonly startFrame: boolean;
  readonly endFrame: boolean;
  /** Seconds. */
  readonly durations: readonly number[];
  readonly aspectRatios: readonly string[];
  /** Whether a ratio may be sent beside a start frame; where not, the frame decides. */
  readonly aspectRatioWithStartFrame: boolean;
  readonly negativePrompt: boolean;
  /** Whether a cfg scale is taken, and in which steps from 0 to 1. */
  readonly cfgScale: false | { readonly step?: number };
  /** Characters. Absent where the vendor documents no limit. */
  readonly promptMaxLength?: number;
  /** Characters. Absent where the vendor documents no limit. */
  readonly negativePromptMaxLength?: number;
  /** Limits on image files. Absent where the vendor documents none. */
  readonly frames?: { readonly mediaTypes: readonly string[]; readonly maxBytes: number };
}

/** A provider's way to serve a model. */
export interface ModelOffer {
  /** Our id of the model. */
  readonly model: string;
  /** The vendor's own ids, which may differ for text-to-video and image-to-video. */
  readonly vendorModels: { readonly textToVideo?: string; readonly imageToVideo?: string };
  readonly capabilities: OfferCapabilities;
  readonly prices: readonly OfferPrice[];
  readonly latency: readonly LatencyHint[];
}

/** A change to one offer, as an operator writes it in a provider's `models` setting. */
export interface OfferOverride {
  /** Dollars by seconds of video, such as `{ 5: 0.28, 10: 0.55 }`; replaces the prices named. */
  readonly prices?: Readonly<Record<number, number>>;
  /** The day these prices were agreed, `YYYY-MM-DD`; shown beside them. @default 'unknown' */
  readonly pricesAsOf?: string;
  readonly capabilities?: Partial<OfferCapabilities>;
  readonly vendorModels?: ModelOffer['vendorModels'];
  readonly latency?: readonly LatencyHint[];
}

/** Offers changed or added by an operator, by our model id. */
export type OfferOverrides = Readonly<Record<string, OfferOverride>>;

/**
 * Applies an operator's changes to an adapter's own offers.
 *
 * @throws {TypeError} when a price is no amount, or a new model lacks its capabilities or vendor ids
 */
export function mergeOffers(
  offers: readonly ModelOffer[],
  overrides: OfferOverrides = {},
): readonly ModelOffer[] {
  const known = new Map(offers.map((offer) => [offer.model, offer]));
  for (const [model, override] of Object.entries(overrides)) {
    known.set(model, mergeOffer(known.get(model) ?? newOffer(model, override, offers), override));
  }
  return [...known.values()];
}

function newOffer(
  model: string,
  override: OfferOverride,
  offers: readonly ModelOffer[],
): ModelOffer {
  const template = offers[0];
  if (override.vendorModels === undefined || template === undefined) {
    throw new TypeError(
      `models["${model}"] is new, so it needs vendorModels: { textToVideo?, imageToVideo? } with the vendor's ids. Known models: ${offers.map((offer) => offer.model).join(', ')}.`,
    );
  }
  // A new model of the same vendor is most like the one we know, but its price is not.
  return { ...template, model, vendorModels: override.vendorModels, prices: [] };
}

function mergeOffer(offer: ModelOffer, override: OfferOverride): ModelOffer {
  const prices = Object.entries(override.prices ?? {}).map(
    ([duration, usd]): OfferPrice => ({
      duration: Number(duration),
      usdMicros: toPrice(usd, `models["${offer.model}"].prices[${duration}]`),
      certainty: 'exact',
      source: 'settings',
      asOf: override.pricesAsOf ?? 'unknown',
    }),
  );
  const replaced = new Set(prices.map((price) => price.duration));
  return {
    model: offer.model,
    vendorModels: override.vendorModels ?? offer.vendorModels,
    capabilities: { ...offer.capabilities, ...override.capabilities },
    prices: [...offer.prices.filter((price) => !replaced.has(price.duration)), ...prices],
    latency: override.latency ?? offer.latency,
  };
}

function toPrice(usd: number, setting: string): number {
  if (Number.isFinite(usd) && usd >= 0) return toUsdMicros(usd);
  throw new TypeError(`${setting} is a finite number of dollars of at least 0, not ${usd}.`);
}

/**
 * Finds the offer for a model.
 *
 * @throws {VideoGatewayError} `unsupported` when there is none
 */
export function requireOffer(
  provider: { readonly id: string; readonly offers: readonly ModelOffer[] },
  model: string,
): ModelOffer {
  const offer = provider.offers.find((candidate) => candidate.model === model);
  if (offer !== undefined) return offer;
  throw new VideoGatewayError({
    code: 'unsupported',
    provider: provider.id,
    message: `${provider.id} does not offer the model "${model}"; it offers ${provider.offers.map((known) => known.model).join(', ')}.`,
  });
}
