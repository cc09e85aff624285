/** Micro-dollars in a dollar. Money is kept as an integer number of micro-dollars. */
const usdMicrosPerDollar = 1_000_000;
/** Beyond any price; its micro-dollars are still exact. */
const mostUsd = 1_000_000_000;

/**
 * Converts dollars, as a person writes them, to integer micro-dollars.
 *
 * @throws {TypeError} when `usd` is not a number from 0 to 1_000_000_000
 */
export function toUsdMicros(usd: number): number {
  if (!(usd >= 0 && usd <= mostUsd)) {
    throw new TypeError(`An amount in dollars is a number from 0 to ${mostUsd}, not ${usd}.`);
  }
  return Math.round(usd * usdMicrosPerDollar);
}

/** Writes micro-dollars as dollars with at least two and at most six decimals: `$0.156`. */
export function formatUsd(usdMicros: number): string {
  const decimals = (usdMicros / usdMicrosPerDollar).toFixed(6).replace(/0{1,4}$/, '');
  return `$${decimals}`;
}
