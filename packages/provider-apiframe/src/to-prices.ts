import type { ModelOffer, OfferPrice } from '@vidgate/core';
import { toUsdMicros } from '@vidgate/core';
import type { CatalogModel } from './wire.ts';

/** Models whose variants, by the vendor's own page, are durations and nothing else. */
const pricedByDurationOnly = new Set(['kling-2.5-turbo-pro']);

export interface PriceReading {
  readonly usdPerCredit: number;
  readonly source: string;
  readonly asOf: string;
}

/** Reads prices by our model id; a model without a proven price is absent. */
export function toPrices(
  catalog: readonly CatalogModel[],
  offers: readonly ModelOffer[],
  reading: PriceReading,
): Readonly<Record<string, readonly OfferPrice[]>> {
  const prices = offers.map((offer): [string, readonly OfferPrice[]] => {
    const { textToVideo, imageToVideo } = offer.vendorModels;
    const entry = catalog.find(({ id }) => id === (textToVideo ?? imageToVideo));
    return [offer.model, entry === undefined ? [] : toOfferPrices(entry, offer, reading)];
  });
  return Object.fromEntries(prices.filter(([, known]) => known.length > 0));
}

/**
 * Reads what the catalogue proves of an offer's prices, and nothing beyond it.
 *
 * An entry gives a range over all variants of a model. A range of one value is the price of each
 * duration. Of a wider one only the ends are prices, and whose they are is known only where
 * durations are the only variants: the shortest costs least, the longest most. A `per-second` range
 * proves nothing, because no page says what it ranges over.
 *
 * @see https://api.apiframe.ai/v2/openapi.json "ModelCatalogEntry" (checked 2026-11-21)
 */
function toOfferPrices(
  entry: CatalogModel,
  { capabilities: { durations } }: ModelOffer,
  { usdPerCredit, ...reading }: PriceReading,
): readonly OfferPrice[] {
  const { id, pricingMode, costMin, costMax } = entry;
  if (pricingMode !== 'flat' || typeof costMin !== 'number' || typeof costMax !== 'number')
    return [];
  const price = (duration: number, credits: number): OfferPrice => {
    const usdMicros = toUsdMicros(credits * usdPerCredit);
    return { duration, usdMicros, certainty: 'estimate', ...reading };
  };
  if (costMin === costMax) return durations.map((duration) => price(duration, costMin));
  if (!pricedByDurationOnly.has(id) || durations.length < 2 || costMin > costMax) return [];
  return [price(Math.min(...durations), costMin), price(Math.max(...durations), costMax)];
}
