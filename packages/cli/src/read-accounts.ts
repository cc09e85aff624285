import type { Balance, ModelOffer, OfferPrice, VideoProvider } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';

/** What a provider's free calls say just now. */
export interface AccountReading {
  readonly balance?: Balance | undefined;
  /** Why there is no balance. */
  readonly balanceError?: string | undefined;
  readonly models: readonly ModelPrices[];
  /** Why its vendor's list of prices could not be read. */
  readonly pricesError?: string | undefined;
}

/** The prices that hold for one model. */
export interface ModelPrices {
  readonly model: string;
  readonly prices: readonly OfferPrice[];
}

/** A table is not worth a longer wait. */
const patienceMs = 10_000;

/** Asks a provider's free calls. Never throws: what cannot be read is said. */
export async function readAccount(
  { account, offers }: VideoProvider,
  signal: AbortSignal,
): Promise<AccountReading> {
  const options = { signal: AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]) };
  const [balance, prices] = await Promise.all([
    attempt(account?.balance?.(options)),
    attempt(account?.prices?.(options)),
  ]);
  return {
    ...('value' in balance ? { balance: balance.value } : { balanceError: balance.error }),
    ...('error' in prices ? { pricesError: prices.error } : {}),
    models: toPrices(offers, 'value' in prices ? prices.value : {}),
  };
}

/** A person's prices go before the vendor's of today, and those before what the adapter knows. */
export function toPrices(
  offers: readonly ModelOffer[],
  live: Readonly<Record<string, readonly OfferPrice[]>> = {},
): readonly ModelPrices[] {
  return offers.map((offer) => {
    const durations = offer.capabilities.durations;
    const prices = durations.flatMap((duration) => {
      const listed = offer.prices.find((price) => price.duration === duration);
      const today = live[offer.model]?.find((price) => price.duration === duration);
      return (listed?.source === 'settings' ? listed : (today ?? listed)) ?? [];
    });
    return { model: offer.model, prices };
  });
}

async function attempt<T>(
  call: Promise<T> | undefined,
): Promise<{ readonly value: T | undefined } | { readonly error: string }> {
  try {
    return { value: await call };
  } catch (error) {
    return { error: VideoGatewayError.isInstance(error) ? error.message : 'it could not be read' };
  }
}
