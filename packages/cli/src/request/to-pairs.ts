import { usageError } from '../usage-error.ts';

/**
 * Reads `key=value` pairs.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag
 */
export function toPairs(
  flag: string,
  pairs: readonly string[],
  allowed = 'key=value',
): readonly (readonly [key: string, value: string])[] {
  return pairs.map((pair) => {
    const at = pair.indexOf('=');
    if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
    throw usageError(`${flag}: got "${pair}"; allowed: ${allowed}`);
  });
}

/** For a flag that may be given several times. A list of words would swallow the prompt behind it. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
