import type {
  Balance,
  ErrorCode,
  OfferPrice,
  ProviderCallOptions,
  VideoProvider,
} from '@vidgate/core';
import { formatUsd, VideoGatewayError } from '@vidgate/core';

/** One call that costs nothing, and what came of it, for people. */
export type FreeCall =
  | { readonly call: 'balance' | 'prices'; readonly ok: true; readonly answer: string }
  | {
      readonly call: 'balance' | 'prices';
      readonly ok: false;
      readonly code: ErrorCode;
      readonly answer: string;
    };

export interface FreeCallOptions extends ProviderCallOptions {
  /** Without a key only what is public is asked for. */
  readonly hasKey: boolean;
}

/** Makes the free calls that a provider has, at once. A refusal is an answer, not an error. */
export async function callForFree(
  { account }: VideoProvider,
  { hasKey, signal }: FreeCallOptions,
): Promise<readonly FreeCall[]> {
  const calls: Promise<FreeCall>[] = [];
  if (hasKey && account?.balance !== undefined) {
    const balance = account.balance({ signal });
    calls.push(settle('balance', balance.then(toBalanceWords)));
  }
  if (account?.prices !== undefined) {
    const prices = account.prices({ signal });
    calls.push(settle('prices', prices.then(toPriceWords)));
  }
  return Promise.all(calls);
}

async function settle(call: FreeCall['call'], answer: Promise<string>): Promise<FreeCall> {
  try {
    return { call, ok: true, answer: await answer };
  } catch (error) {
    if (!VideoGatewayError.isInstance(error)) throw error;
    return { call, ok: false, code: error.code, answer: error.message };
  }
}

function toBalanceWords({ usdMicros, credits }: Balance): string {
  const amounts = [
    usdMicros === undefined ? undefined : formatUsd(usdMicros),
    credits === undefined ? undefined : `${credits} credits`,
  ].filter((amount) => amount !== undefined);
  return amounts.length === 0 ? 'the key is good; no figure is told' : amounts.join(', ');
}

function toPriceWords(prices: Readonly<Record<string, readonly OfferPrice[]>>): string {
  const known = Object.entries(prices).flatMap(([model, list]) =>
    list.map(({ duration, usdMicros }) => `${model} ${duration} s ${formatUsd(usdMicros)}`),
  );
  return known.length === 0 ? 'no price of these models is published' : known.join(', ');
}
