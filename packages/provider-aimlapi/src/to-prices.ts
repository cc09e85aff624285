import type { ModelOffer, OfferPrice } from '@vidgate/core';
import { toUsdMicros } from '@vidgate/core';
import { amountSchema } from '@vidgate/core/http';
import type { CatalogueModel, Pricing, Rate } from './wire.ts';

export interface PriceReading {
  readonly source: string;
  readonly asOf: string;
}

/** Reads prices by our model id; a model without a known price is absent. */
export function toPrices(
  catalogue: readonly CatalogueModel[],
  offers: readonly ModelOffer[],
  reading: PriceReading,
): Readonly<Record<string, readonly OfferPrice[]>> {
  const prices = offers.map((offer): [string, readonly OfferPrice[]] => [
    offer.model,
    toOfferPrices(catalogue, offer, reading),
  ]);
  return Object.fromEntries(prices.filter(([, known]) => known.length > 0));
}

/**
 * Reads an offer's prices from the catalogue. A duration is left out where text-to-video and
 * image-to-video differ, or where the price depends on something that a request does not say.
 *
 * @see https://docs.aimlapi.com/api-references/service-endpoints/models-catalogue (checked 2026-11-21)
 */
function toOfferPrices(
  catalogue: readonly CatalogueModel[],
  { vendorModels, capabilities }: ModelOffer,
  reading: PriceReading,
): readonly OfferPrice[] {
  const entries = Object.values(vendorModels).map((vendorModel) =>
    catalogue.find(({ id, aliases }) => id === vendorModel || aliases?.includes(vendorModel)),
  );
  return capabilities.durations.flatMap((duration) => {
    const agreed = only(entries.map((entry) => toUsd(entry?.pricing, duration)));
    // A price divided by almost nothing is none.
    const usd = amountSchema.safeParse(agreed).data;
    // "Prices are in USD and are what you are charged."
    if (usd === undefined) return [];
    return [{ duration, usdMicros: toUsdMicros(usd), certainty: 'exact', ...reading }];
  });
}

function toUsd(pricing: Pricing | null | undefined, duration: number): number | undefined {
  if (!pricing) return undefined;
  if (pricing.kind === 'fixed') {
    return only(pricing.units.map((rate) => charge(rate, duration)));
  }
  const applicable = pricing.variants.filter(
    ({ when }) => when.duration === undefined || Number.parseFloat(when.duration) === duration,
  );
  return only(applicable.map((variant) => charge(variant, duration)));
}

function charge({ unit, name, price, per }: Rate, duration: number): number | undefined {
  switch (unit ?? name) {
    case 'second':
      return (price / per) * duration;
    case 'video':
    case 'generation':
      return price / per;
    default:
      return undefined;
  }
}

/** The value that all agree on, if they do. */
function only(values: readonly (number | undefined)[]): number | undefined {
  return new Set(values).size === 1 ? values[0] : undefined;
}
