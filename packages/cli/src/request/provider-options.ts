import type { VideoProvider, VideoRequestInput } from '@vidgate/core';
import { z } from 'zod';
import { usageError } from '../usage-error.ts';
import { toPairs } from './to-pairs.ts';

type ProviderOptions = NonNullable<VideoRequestInput['providerOptions']>;

const flag = '--provider-option';
const allowed = 'vendor.name=value, such as apixo.source=studio';

/**
 * Reads `vendor.name=value` flags. A value that is JSON counts as such, any other is text.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag
 */
export function toProviderOptions(pairs: readonly string[]): ProviderOptions {
  const byVendor = new Map<string, (readonly [name: string, value: unknown])[]>();
  for (const [key, text] of toPairs(flag, pairs, allowed)) {
    const [, vendor, name] = /^([^.]+)\.(.+)$/.exec(key) ?? [];
    if (vendor === undefined || name === undefined) {
      throw usageError(`${flag}: got "${key}=${text}"; allowed: ${allowed}`);
    }
    byVendor.set(vendor, [...(byVendor.get(vendor) ?? []), [name, toValue(text)]]);
  }
  const options = [...byVendor].map(([vendor, given]) => [vendor, Object.fromEntries(given)]);
  return Object.fromEntries(options);
}

function toValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/**
 * Holds options against what the adapters take. A plan would merely leave out a vendor that refuses
 * its options; who typed them wants to hear of it.
 *
 * @throws {VideoGatewayError} `invalid-request` naming the flag and what is allowed
 */
export function checkProviderOptions(
  options: ProviderOptions | undefined,
  providers: readonly Pick<VideoProvider, 'vendor' | 'optionsSchema'>[],
): void {
  for (const [vendor, given] of Object.entries(options ?? {})) {
    const provider = providers.find((one) => one.vendor === vendor);
    if (provider === undefined) {
      const vendors = [...new Set(providers.map((one) => one.vendor))].join(', ');
      throw usageError(`${flag} ${vendor}: no such vendor is configured; configured: ${vendors}`);
    }
    const parsed = provider.optionsSchema.safeParse(given);
    if (parsed.success) continue;
    const names = toNames(provider.optionsSchema);
    const problems = parsed.error.issues.map(({ path, message }) =>
      path.length === 0
        ? `${flag} ${vendor}: ${message}${names}`
        : `${flag} ${[vendor, ...path].map(String).join('.')}: ${message}`,
    );
    throw usageError(problems.join('; '));
  }
}

function toNames(schema: VideoProvider['optionsSchema']): string {
  if (!(schema instanceof z.ZodObject)) return '';
  return `; allowed: ${Object.keys(schema.shape).join(', ') || 'it has no options'}`;
}
