import type { Quote } from '../job/job.ts';
import { formatUsd } from '../usd.ts';
import type { Exclusion, ExclusionReason } from './find-exclusion.ts';

/** The most that may be spent in one respect, and what of it is gone already. */
export interface PriceCap {
  /** The setting that it comes from. */
  readonly name: string;
  readonly usdMicros: number;
  readonly spentUsdMicros: number;
  readonly reason: Extract<ExclusionReason, 'above-max-price' | 'above-allowance' | 'over-budget'>;
  /** When it begins anew, in milliseconds since the epoch; absent where it never does. */
  readonly until?: number | undefined;
}

/** Which cap keeps a provider from being paid its price; a price that is not known fits under none. */
export function findPriceExclusion(
  id: string,
  quote: Quote,
  caps: readonly PriceCap[],
): Exclusion | undefined {
  const [first] = caps;
  if (first === undefined) return undefined;
  if (quote.usdMicros === undefined) {
    const message = `${id} has no known price, and ${first.name} is set: give one in its models setting.`;
    return { reason: 'price-unknown', message };
  }
  for (const { name, usdMicros, spentUsdMicros, reason, until } of caps) {
    if (quote.usdMicros + spentUsdMicros <= usdMicros) continue;
    const spent =
      spentUsdMicros === 0 ? '' : `, of which ${formatUsd(spentUsdMicros)} may have been spent,`;
    const message = `${id} costs ${formatUsd(quote.usdMicros)}; ${name} ${formatUsd(usdMicros)}${spent} does not allow it.`;
    return until === undefined ? { reason, message } : { reason, message, until };
  }
  return undefined;
}
