import type { VideoProvider } from '@vidgate/core';
import type { FreeCall } from './call-for-free.ts';
import { callForFree } from './call-for-free.ts';
import type { Environment } from './environment.ts';
import { readVariable, toEnvironment } from './environment.ts';
import type { ProviderEntry } from './list-providers.ts';
import { isEnabled, listProviders } from './list-providers.ts';
import type { LoadedConfig } from './load-config.ts';
import { toCapabilities } from './to-capabilities.ts';
import { toPaths } from './to-gateway-settings.ts';
import type { EnvironmentOptions } from './to-providers.ts';
import { createProvider } from './to-providers.ts';
import { findVendor } from './vendors.ts';

/** What a config comes to. JSON-safe, and without secrets. */
export interface ConfigCheck {
  readonly source: string;
  readonly file?: string;
  readonly profile?: string;
  /** The absolute path of the SQLite file. */
  readonly ledger: string;
  /** The absolute path of the folder for videos. */
  readonly archive?: string;
  readonly providers: readonly ProviderCheck[];
  /** Variables of enabled providers' keys that are not set. */
  readonly missingKeys: readonly string[];
  /** Whether somebody can be asked, no key is missing, and no free call was refused. */
  readonly ok: boolean;
}

/** What one provider of a config can do. */
export interface ProviderCheck {
  readonly id: string;
  /** The vendor; of a package that is not loaded, because it is not enabled, the package's name. */
  readonly vendor: string;
  readonly enabled: boolean;
  /** The environment variable with the key; absent where only the adapter knows. */
  readonly keyVariable?: string;
  /** Whether that variable is set; absent where only the adapter knows. */
  readonly hasKey?: boolean;
  readonly models: readonly string[];
  /** In sentences: each model, then how it bills and how a lost submit is settled. */
  readonly capabilities: readonly string[];
  /** With `online`: what the vendor's free calls answered. Empty where it has none. */
  readonly calls?: readonly FreeCall[];
}

/** Options of {@link checkConfig}. */
export interface CheckConfigOptions extends EnvironmentOptions {
  /** Whether the free calls are made: the balance, and published prices. @default false */
  readonly online?: boolean;
  /** Ends the free calls early. */
  readonly signal?: AbortSignal;
}

/**
 * Says what each provider of a config can do and which keys are missing. With `online` it reads
 * balances and published prices, which is free; nothing that costs money is ever sent.
 *
 * @throws {VideoGatewayError} `configuration` as `toProviders` does
 */
export async function checkConfig(
  loaded: LoadedConfig,
  options: CheckConfigOptions = {},
): Promise<ConfigCheck> {
  const env = toEnvironment(options.env);
  const providers = await Promise.all(
    listProviders(loaded.config.providers).map((entry) =>
      checkProvider(entry, loaded, { ...options, env }),
    ),
  );
  const enabled = providers.filter((provider) => provider.enabled);
  const missingKeys = enabled.flatMap(({ hasKey, keyVariable }) =>
    hasKey === false && keyVariable !== undefined ? [keyVariable] : [],
  );
  const refused = enabled.flatMap(({ calls = [] }) => calls).some(({ ok }) => !ok);
  return {
    source: loaded.source,
    ...(loaded.file !== undefined && { file: loaded.file }),
    ...(loaded.profile !== undefined && { profile: loaded.profile }),
    ...toPaths(loaded),
    providers,
    missingKeys: [...new Set(missingKeys)],
    ok: enabled.length > 0 && missingKeys.length === 0 && !refused,
  };
}

async function checkProvider(
  entry: ProviderEntry,
  loaded: LoadedConfig,
  options: CheckConfigOptions & { readonly env: Environment },
): Promise<ProviderCheck> {
  const { env, online = false, signal } = options;
  const known = findVendor(entry.use);
  const enabled = isEnabled(entry);
  const keyVariable = entry.config.apiKey?.env ?? known?.keyVariable;
  const hasKey = keyVariable === undefined || readVariable(env, keyVariable) !== undefined;
  // A package that is switched off need not even be installed.
  const provider =
    known !== undefined || enabled ? await createProvider(entry, loaded, env) : undefined;
  return {
    id: entry.id,
    vendor: provider?.vendor ?? entry.use,
    enabled,
    ...(keyVariable !== undefined && { keyVariable, hasKey }),
    ...describe(provider),
    ...(online &&
      enabled &&
      provider !== undefined && { calls: await callForFree(provider, { hasKey, signal }) }),
  };
}

function describe(
  provider: VideoProvider | undefined,
): Pick<ProviderCheck, 'models' | 'capabilities'> {
  return {
    models: provider?.offers.map(({ model }) => model) ?? [],
    capabilities: provider === undefined ? [] : toCapabilities(provider),
  };
}
