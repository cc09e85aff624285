import { dirname } from 'node:path';
import type { VideoProvider } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { configurationError, toForeignMessage } from './configuration-error.ts';
import type { Environment, EnvironmentReference } from './environment.ts';
import { isReference, readVariable, toEnvironment } from './environment.ts';
import type { ProviderEntry } from './list-providers.ts';
import { isEnabled, listProviders } from './list-providers.ts';
import { isProvider, loadAdapter } from './load-adapter.ts';
import type { LoadedConfig } from './load-config.ts';
import { toPlace } from './to-place.ts';
import type { AdapterSettings, CreateContext } from './vendors.ts';
import { findVendor } from './vendors.ts';

/** Options of what makes something of a config. */
export interface EnvironmentOptions {
  /** Where references are looked up. @default the process's environment */
  readonly env?: Environment;
}

/**
 * Makes the providers of a config that are enabled, in its order. Keys are read when they are first
 * needed, so a missing one is told by the first call, or by `checkConfig`.
 *
 * @throws {VideoGatewayError} `configuration` for an adapter that is not installed or not usable, a
 *   setting that it refuses, or a variable other than the key that is not set
 */
export async function toProviders(
  loaded: LoadedConfig,
  options: EnvironmentOptions = {},
): Promise<readonly VideoProvider[]> {
  const env = toEnvironment(options.env);
  const entries = listProviders(loaded.config.providers).filter(isEnabled);
  return Promise.all(entries.map((entry) => createProvider(entry, loaded, env)));
}

/** @throws {VideoGatewayError} `configuration` */
export async function createProvider(
  entry: ProviderEntry,
  loaded: LoadedConfig,
  env: Environment,
): Promise<VideoProvider> {
  const place = `${loaded.source}: ${toPlace(entry.path)}`;
  const reveal = (reference: EnvironmentReference, path: string): string => {
    const value = readVariable(env, reference.env);
    if (value !== undefined) return value;
    throw configurationError(
      `${place}.${path}: the environment variable ${reference.env} is not set`,
    );
  };
  const settings = toAdapterSettings(entry, env, reveal);
  const context = { config: entry.config, settings, reveal };
  try {
    const vendor = findVendor(entry.use);
    if (vendor !== undefined) return await vendor.create(context);
    const folder = loaded.file === undefined ? process.cwd() : dirname(loaded.file);
    const create = await loadAdapter({ name: entry.use, folder, place, env });
    return requireProvider(await create({ ...toOwnSettings(context), ...settings }), entry, place);
  } catch (error) {
    if (VideoGatewayError.isInstance(error)) throw error;
    // Adapters throw a TypeError that says which setting is wrong.
    throw configurationError(`${place}: ${toForeignMessage(error, env)}`);
  }
}

function requireProvider(value: unknown, { id, use }: ProviderEntry, place: string): VideoProvider {
  if (!isProvider(value)) {
    throw configurationError(`${place}.use: the factory of "${use}" returns no provider`);
  }
  if (value.id === id) return value;
  throw configurationError(
    `${place}.use: the factory of "${use}" was given the id "${id}" and took "${value.id}"`,
  );
}

function toAdapterSettings(
  { id, use, config }: ProviderEntry,
  env: Environment,
  reveal: CreateContext['reveal'],
): AdapterSettings {
  const { apiKey, baseUrl, timeoutMs, headers, models } = config;
  const usual = findVendor(use)?.keyVariable;
  const variable = apiKey?.env ?? usual;
  return {
    id,
    ...(variable !== undefined && {
      // Where the usual variable is not set, the adapter itself says so.
      apiKey: () => readVariable(env, variable) ?? (variable === usual ? '' : refuse(id, variable)),
    }),
    ...(baseUrl !== undefined && { baseUrl }),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(models !== undefined && { models }),
    ...(headers !== undefined && {
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [
          name,
          typeof value === 'string' ? value : reveal(value, `headers.${name}`),
        ]),
      ),
    }),
  };
}

function refuse(provider: string, variable: string): never {
  throw new VideoGatewayError({
    code: 'authentication',
    provider,
    message: `${provider}: no API key. Set the environment variable ${variable}.`,
  });
}

/** A package's own settings: what is common is given in another form. */
function toOwnSettings({ config, reveal }: CreateContext): Readonly<Record<string, unknown>> {
  const { use, apiKey, baseUrl, timeoutMs, headers, models, enabled, ...own } = config;
  return Object.fromEntries(
    Object.entries(own).map(([name, value]) => [
      name,
      isReference(value) ? reveal(value, name) : value,
    ]),
  );
}
