import type { Gateway, GatewaySettings } from '@vidgate/core';
import { createGateway, VideoGatewayError } from '@vidgate/core';
import { configurationError, toForeignMessage } from './configuration-error.ts';
import { toEnvironment } from './environment.ts';
import type { LoadedConfig } from './load-config.ts';
import { loadConfig, toLoadedConfig } from './load-config.ts';
import { toGatewaySettings } from './to-gateway-settings.ts';
import type { EnvironmentOptions } from './to-providers.ts';
import { vendorNames, vendors } from './vendors.ts';
import type { VidgateConfig } from './vidgate-config.ts';

/** Options of {@link createGatewayFromConfig}. */
export interface CreateGatewayOptions extends EnvironmentOptions {
  /** Settings that go before those of the config, and those that no file can hold. @default {} */
  readonly overrides?: Partial<GatewaySettings>;
}

/**
 * Makes a gateway of a config file. Whoever makes it closes it.
 *
 * @param given a config, read or written in code; without one it is searched for as `loadConfig` does
 * @throws {VideoGatewayError} `configuration` with the file, the place in it and what is allowed
 */
export async function createGatewayFromConfig(
  given?: LoadedConfig | VidgateConfig,
  options: CreateGatewayOptions = {},
): Promise<Gateway> {
  const env = toEnvironment(options.env);
  const loaded = given === undefined ? await loadConfig({ env }) : toLoadedConfig(given);
  const settings = { ...(await toGatewaySettings(loaded, { env })), ...options.overrides };
  requireSomebody(loaded, settings);
  try {
    return createGateway(settings);
  } catch (error) {
    if (VideoGatewayError.isInstance(error)) throw error;
    throw configurationError(`${loaded.source}: ${toForeignMessage(error, env)}`);
  }
}

function requireSomebody({ source }: LoadedConfig, { providers }: GatewaySettings): void {
  if (providers.length > 0) return;
  const variables = vendorNames.map((name) => vendors[name].keyVariable).join(', ');
  throw configurationError(
    source === 'defaults'
      ? `No config file was found, and none of ${variables} is set.`
      : `${source}: providers: all have enabled: false; allowed: at least one that has not`,
  );
}
