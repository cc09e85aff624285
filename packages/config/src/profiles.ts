import { configurationError } from './configuration-error.ts';
import type { ProfileConfig, VidgateConfig } from './vidgate-config.ts';

/** The profiles that every config has, unless its file has one of the same name. */
export const builtInProfiles: Readonly<Record<string, ProfileConfig>> = {
  // A cheaper provider that is only full is waited for, for five minutes instead of one.
  cheapest: { routing: { sort: 'price', patienceMs: 300_000 } },
  safest: { routing: { sort: 'availability' }, onUnknownSubmit: 'hold', fit: 'strict' },
  fastest: { routing: { sort: 'availability' } },
};

/**
 * Puts a profile on top of a config: field by field, and so within `routing`, `budget` and so on;
 * lists and whatever lies deeper are replaced.
 *
 * @throws {VideoGatewayError} `configuration` when there is no such profile
 */
export function applyProfile(config: VidgateConfig, name: string, source: string): VidgateConfig {
  const profiles = { ...builtInProfiles, ...config.profiles };
  const profile = Object.hasOwn(profiles, name) ? profiles[name] : undefined;
  if (profile === undefined) {
    const allowed = Object.keys(profiles).join(', ');
    throw configurationError(`${source}: profile: got "${name}"; allowed: ${allowed}`);
  }
  const merged = Object.entries(profile).map(([field, value]) => {
    const base: unknown = Reflect.get(config, field);
    return [field, isFields(base) && isFields(value) ? { ...base, ...value } : value];
  });
  return { ...config, ...Object.fromEntries(merged) };
}

function isFields(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
