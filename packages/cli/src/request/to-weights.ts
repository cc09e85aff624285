import { usageError } from '../usage-error.ts';
import { toPairs } from './to-pairs.ts';

const allowed = "a provider's id, = and a number of at least 0, such as apixo=80";

/**
 * Reads how jobs are split. Whether there are such providers is for the gateway to say.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag
 */
export function toWeights(pairs: readonly string[]): Readonly<Record<string, number>> {
  const weights = toPairs('--weight', pairs, allowed).map(([id, text]) => {
    const weight = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isFinite(weight) && weight >= 0) return [id, weight];
    throw usageError(`--weight: got "${id}=${text}"; allowed: ${allowed}`);
  });
  return Object.fromEntries(weights);
}
