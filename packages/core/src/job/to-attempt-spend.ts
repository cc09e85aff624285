import type { Attempt } from './job.ts';
import { isLive } from './job.ts';

/** What an attempt has cost, or may have. */
export interface AttemptSpend {
  /** Absent where the price is not known: never 0. */
  readonly usdMicros?: number | undefined;
  /**
   * `reserved`: it may still be billed, and this is its quote. `charged`: its vendor says so.
   * `quoted`: it is over, and its vendor does not say what it took.
   */
  readonly basis: 'reserved' | 'charged' | 'quoted';
}

/** Whether an attempt may have cost its job money, as far as is known. */
export function mayHaveCost(attempt: Attempt): boolean {
  // What was recovered is counted where it is followed.
  return (
    attempt.state !== 'rejected' &&
    attempt.error?.charged !== 'no' &&
    attempt.recoveredAs === undefined
  );
}

/** What an attempt counts in its job's cost and in every budget; nothing where it surely is free. */
export function toAttemptSpend(attempt: Attempt): AttemptSpend | undefined {
  if (!mayHaveCost(attempt)) return undefined;
  const usdMicros = attempt.cost?.usdMicros ?? attempt.quote.usdMicros;
  const open = isLive(attempt.state) || attempt.state === 'abandoned';
  const told = attempt.cost !== undefined;
  return { usdMicros, basis: open ? 'reserved' : told ? 'charged' : 'quoted' };
}

/**
 * Whether an attempt was made although an earlier one of its job may be billed too, by policy: it
 * counts against the allowance of `onUnknownSubmit`.
 */
export function isExtra(attempts: readonly Attempt[], attempt: Attempt): boolean {
  const earlier = attempts.slice(0, attempts.indexOf(attempt));
  return earlier.some(({ abandonedBy }) => abandonedBy === 'policy');
}
