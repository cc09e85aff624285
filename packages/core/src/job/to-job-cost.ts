import type { Attempt, Job } from './job.ts';
import { isLive } from './job.ts';
import { mayHaveCost, toAttemptSpend } from './to-attempt-spend.ts';

/**
 * Adds up a job's attempts: what was quoted for those that may cost, and what vendors charged.
 *
 * An unknown price is never 0: one attempt without a figure leaves the sum without one.
 */
export function toJobCost(attempts: readonly Attempt[]): Job['cost'] {
  if (attempts.length === 0) return {};
  const costly = attempts.filter(mayHaveCost);
  const estimated = sum(costly.map((attempt) => toAttemptSpend(attempt)?.usdMicros));
  // What a vendor names while it still works is an amount held back, not one taken.
  const open = attempts.some((attempt) => isLive(attempt.state));
  const charged = open ? undefined : sum(costly.map((attempt) => attempt.cost?.usdMicros));
  return {
    ...(estimated === undefined ? {} : { estimatedUsdMicros: estimated }),
    ...(charged === undefined ? {} : { chargedUsdMicros: charged }),
  };
}

function sum(amounts: readonly (number | undefined)[]): number | undefined {
  let total = 0;
  for (const amount of amounts) {
    if (amount === undefined) return undefined;
    total += amount;
  }
  return total;
}
