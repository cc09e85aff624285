/** Micro-dollars in a dollar. Money is kept as an integer number of micro-dollars. */
const usdMicrosPerDollar = 1_000_000;

/**
 * Converts dollars, as a person writes them, to integer micro-dollars.
 *
 * @throws {TypeError} when `usd` is not a finite number of at least 0
 */
export function toUsdMicros(usd: number): number {
  if (!Number.isFinite(usd) || usd < 0) {
    throw new TypeError(`An amount in dollars is a finite number of at least 0, not ${usd}.`);
  }
  return Math.round(usd * usdMicrosPerDollar);
}

/** Writes micro-dollars as dollars with at least two and at most six decimals: `$0.156`. */
export function formatUsd(usdMicros: number): string {
  const decimals = (usdMicros / usdMicrosPerDollar).toFixed(6).replace(/0{1,4}$/, '');
  return `$${decimals}`;
}
