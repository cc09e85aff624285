import type { LoadedConfig } from '@vidgate/config';
import type { VideoGatewayError } from '@vidgate/core';
import { listProviders } from './list-providers.ts';
import type { Session } from './session.ts';
import { configurationError } from './usage-error.ts';
import { knownVendors } from './vendors.ts';

/**
 * Makes sure that somebody can be asked, and tells of those who cannot.
 *
 * @throws {VideoGatewayError} `configuration` naming the variables and the sandbox
 */
export function requireKeys({ shell, output }: Session, loaded: LoadedConfig): void {
  const enabled = listProviders(loaded.config).filter(({ config }) => config.enabled !== false);
  const missing = enabled.flatMap(({ id, vendor, config }) => {
    const variable = config.apiKey?.env ?? vendor?.keyVariable;
    // Of a package of somebody else's only that package knows.
    if (variable === undefined) return [];
    const isSet = (shell.environment[variable] ?? '').trim() !== '';
    return isSet ? [] : [{ id, variable }];
  });
  if (missing.length === enabled.length) {
    throw withoutKeys(
      loaded,
      missing.map(({ variable }) => variable),
    );
  }
  for (const { id, variable } of missing) output.note(`note: ${id} has no key: set ${variable}`);
}

/** Nobody can be asked: which variables would change that, and what works without. */
export function withoutKeys(
  { source }: Pick<LoadedConfig, 'source'>,
  variables: readonly string[] = [],
): VideoGatewayError {
  const named = variables.length > 0 ? variables : knownVendors.map((vendor) => vendor.keyVariable);
  const place = source === 'defaults' ? 'no configuration file was found' : source;
  return configurationError(
    `No provider can be asked (${place}): set ${[...new Set(named)].join(' or ')}. Without a key, "vidgate sandbox -- COMMAND" runs any command against simulated vendors, and "vidgate demo" shows one.`,
  );
}
