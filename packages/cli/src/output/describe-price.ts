import type { Balance, Job, OfferPrice, Quote } from '@vidgate/core';
import { formatUsd } from '@vidgate/core';

export function describeQuote({ usdMicros, certainty }: Quote): string {
  return usdMicros === undefined ? 'unknown' : `${formatUsd(usdMicros)} (${certainty})`;
}

/** The price, how sure it is, where it was read and when. */
export function describePrice({
  duration,
  usdMicros,
  certainty,
  source,
  asOf,
}: OfferPrice): string {
  return `${duration} s ${formatUsd(usdMicros)} ${certainty}, ${source}, ${asOf}`;
}

/** What a job has cost, and by whose word. */
export function describeCost({ cost, attempts }: Pick<Job, 'cost' | 'attempts'>): string {
  const { estimatedUsdMicros, chargedUsdMicros } = cost;
  if (chargedUsdMicros !== undefined) return `${formatUsd(chargedUsdMicros)} charged`;
  if (estimatedUsdMicros === undefined) return attempts.length === 0 ? 'nothing' : 'unknown';
  return `${formatUsd(estimatedUsdMicros)} quoted`;
}

/** When, for people and for sorting. */
export function describeTime(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** What is left on an account. */
export function describeBalance({ usdMicros, credits }: Balance): string {
  const parts = [
    ...(usdMicros === undefined ? [] : [formatUsd(usdMicros)]),
    ...(credits === undefined ? [] : [`${credits} credits`]),
  ];
  return parts.join(', ') || 'not told';
}
