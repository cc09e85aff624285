import { join } from 'node:path';
import type { LoadedConfig } from '@vidgate/config';
import type { GatewaySettings } from '@vidgate/core';
import type { ListedProvider } from '../list-providers.ts';
import { listProviders } from '../list-providers.ts';
import { configurationError } from '../usage-error.ts';
import type { Sandbox } from './sandbox.ts';

/**
 * Points a configuration at the sandbox: its providers at the simulated vendors with their keys, its
 * ledger and archive into the sandbox's folder. A provider that no simulator stands for is switched
 * off, and so are webhooks: nothing of a sandbox may reach the world.
 *
 * @throws {VideoGatewayError} `configuration` where no provider is left
 */
export function toSandboxed(loaded: LoadedConfig, sandbox: Sandbox): LoadedConfig {
  const { webhooks: _webhooks, archive, ...config } = loaded.config;
  const listed = listProviders(config);
  requireSimulated(loaded.source, listed, sandbox);
  const providers = listed.map(({ id, vendor, config: own }) => {
    const baseUrl = vendor && sandbox.baseUrls[vendor.name];
    // Switched off and not taken away: routing may name it.
    if (vendor === undefined || baseUrl === undefined) return [id, { ...own, enabled: false }];
    const { headers: _headers, ...kept } = own;
    return [id, { ...kept, baseUrl, apiKey: { env: vendor.keyVariable } }];
  });
  return {
    ...loaded,
    config: {
      ...config,
      providers: Object.fromEntries(providers),
      ledger: join(sandbox.folder, 'ledger.db'),
      ...(archive === undefined ? {} : { archive: join(sandbox.folder, 'archive') }),
    },
  };
}

/** @throws {VideoGatewayError} `configuration` where the sandbox has a vendor for nobody */
function requireSimulated(
  source: string,
  providers: readonly ListedProvider[],
  { baseUrls }: Sandbox,
): void {
  const strangers = providers.filter(({ vendor }) => baseUrls[vendor?.name ?? ''] === undefined);
  if (providers.length === 0 || strangers.length < providers.length) return;
  const names = strangers.map(({ id, config }) => config.use ?? id).join(', ');
  throw configurationError(
    `${source}: no simulated vendor stands for ${names}; the sandbox has ${Object.keys(baseUrls).join(', ')}`,
  );
}

/** What only a sandbox needs: its file hosts are on loopback, and its tasks take seconds. */
export function toSandboxedSettings(settings: GatewaySettings, sandbox: Sandbox): GatewaySettings {
  const { allowHosts, pollMs } = sandbox;
  return {
    ...settings,
    download: { ...settings.download, allowHosts },
    polling: { firstDelayMs: pollMs, intervalMs: pollMs, ...settings.polling },
  };
}
