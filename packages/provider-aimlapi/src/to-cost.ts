import type { Cost } from '@vidgate/core';
import { toUsdMicros } from '@vidgate/core';
import { amountSchema } from '@vidgate/core/http';
import type { Usage } from './wire.ts';

/** @see https://docs.aimlapi.com/api-references/service-endpoints/account-balance (checked 2026-11-21) */
const creditsPerDollar = 2_000_000;

/** Reads what the body says of the cost, else what the headers say. */
export function toCost(usage: Usage | null | undefined, headers: Headers): Cost | undefined {
  const credits = usage?.credits_used ?? usage?.tokens_used ?? undefined;
  if (typeof usage?.usd_spent === 'number') return cost(usage.usd_spent, credits);
  if (credits !== undefined) return cost(credits / creditsPerDollar, credits);
  const usdOfCall = aboveZero(headers.get('x-aimlapi-usd-spent'));
  const creditsOfCall = aboveZero(headers.get('x-aimlapi-credits-used'));
  if (usdOfCall !== undefined) return cost(usdOfCall, creditsOfCall);
  if (creditsOfCall !== undefined) return cost(creditsOfCall / creditsPerDollar, creditsOfCall);
  return undefined;
}

function cost(usd: number, credits: number | undefined): Cost {
  return { usdMicros: toUsdMicros(usd), credits };
}

// The headers tell the price of one call. A poll is free and the charge is recorded only at the
// end, so a zero there says nothing of the task.
// @see https://docs.aimlapi.com/capabilities/request-tracing-and-cost (checked 2026-11-21)
function aboveZero(header: string | null): number | undefined {
  const value = Number(header);
  return value > 0 ? amountSchema.safeParse(value).data : undefined;
}
