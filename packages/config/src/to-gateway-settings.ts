import { dirname, resolve } from 'node:path';
import type { GatewaySettings, RoutingSettings } from '@vidgate/core';
import { archiveToDirectory } from '@vidgate/core/download';
import { ledgerInFolder } from './ledger-in-folder.ts';
import { isEnabled, listProviders } from './list-providers.ts';
import type { LoadedConfig } from './load-config.ts';
import { defaultLedger } from './load-config.ts';
import type { EnvironmentOptions } from './to-providers.ts';
import { toProviders } from './to-providers.ts';
import type { VidgateConfig } from './vidgate-config.ts';

/**
 * Makes the settings of a gateway, to be changed or handed to `createGateway`. Nothing is opened yet:
 * the ledger's file and its folder are made when a gateway first uses them.
 *
 * @throws {VideoGatewayError} `configuration` as `toProviders` does
 */
export async function toGatewaySettings(
  loaded: LoadedConfig,
  options: EnvironmentOptions = {},
): Promise<GatewaySettings> {
  const { $schema, providers: _providers, profiles, ledger, archive, ...same } = loaded.config;
  const { ledger: ledgerFile, archive: archiveFolder } = toPaths(loaded);
  return {
    ...same,
    routing: toRouting(loaded.config),
    providers: await toProviders(loaded, options),
    ledger: ledgerInFolder(ledgerFile),
    archive: archiveFolder === undefined ? undefined : archiveToDirectory(archiveFolder),
  };
}

/** Where a config keeps things. */
export interface ConfigPaths {
  /** The SQLite file with the jobs, absolute. It need not be there yet. */
  readonly ledger: string;
  /** The folder for copies of videos, absolute; absent where none are kept. */
  readonly archive?: string;
}

/** Where a config keeps things: from its file's folder on, so that it matters not who calls from where. */
export function toPaths({ config, file }: LoadedConfig): ConfigPaths {
  const folder = file === undefined ? '.' : dirname(file);
  return {
    ledger: resolve(folder, config.ledger ?? defaultLedger),
    ...(config.archive !== undefined && { archive: resolve(folder, config.archive) }),
  };
}

/** Without the providers that are not enabled: a gateway refuses names that it does not know. */
function toRouting({ providers, routing }: VidgateConfig): RoutingSettings | undefined {
  if (routing === undefined) return undefined;
  const off = new Set(
    listProviders(providers)
      .filter((entry) => !isEnabled(entry))
      .map(({ id }) => id),
  );
  const isOn = (id: string): boolean => !off.has(id);
  const { order, only, ignore, weights } = routing;
  return {
    ...routing,
    order: order?.filter(isOn),
    only: only?.filter(isOn),
    ignore: ignore?.filter(isOn),
    weights: weights && Object.fromEntries(Object.entries(weights).filter(([id]) => isOn(id))),
  };
}
