import { resolve } from 'node:path';
import type { Environment } from './environment.ts';
import { readVariable, toEnvironment } from './environment.ts';
import { findConfigFile } from './find-config-file.ts';
import { parseConfig } from './parse-config.ts';
import { applyProfile } from './profiles.ts';
import { readConfigFile } from './read-config-file.ts';
import { vendorNames, vendors } from './vendors.ts';
import type { VidgateConfig } from './vidgate-config.ts';

/** A config that was read and checked. It holds no secret, only the names of variables. */
export interface LoadedConfig {
  /** The file's settings, with those of the profile on top. */
  readonly config: VidgateConfig;
  /** The absolute path; absent where no file was found. */
  readonly file?: string;
  /** The profile that was put on top. */
  readonly profile?: string;
  /** For people: the file, or `defaults` where none was found. */
  readonly source: string;
}

/** Options of {@link loadConfig}. */
export interface LoadConfigOptions {
  /** Where the search begins. @default the process's working directory */
  readonly cwd?: string;
  /** This file and no other, from `cwd` on. @default it is searched for */
  readonly file?: string;
  /** A profile of the file, or `cheapest`, `safest` or `fastest`. @default none */
  readonly profile?: string;
  /** Decides who is used where there is no file. @default the process's environment */
  readonly env?: Environment;
}

/** Where jobs are kept unless a config says otherwise. */
export const defaultLedger = '.vidgate/ledger.db';

/**
 * Finds `vidgate.config.{ts,mts,js,mjs,json,yaml,yml}` in `cwd` or above it, up to the folder with
 * `.git`, and checks it. Without one, all vendors are used whose key is in the environment. Nothing
 * is sent, and no key is read for it.
 *
 * @throws {VideoGatewayError} `configuration`: the file, the place in it, what was given (never a
 *   secret) and what is allowed, a line for each problem
 */
export async function loadConfig(options: LoadConfigOptions = {}): Promise<LoadedConfig> {
  const { profile } = options;
  const env = toEnvironment(options.env);
  const cwd = resolve(options.cwd ?? '.');
  const file = options.file === undefined ? await findConfigFile(cwd) : resolve(cwd, options.file);
  const source = file ?? 'defaults';
  const config =
    file === undefined
      ? toDefaults(cwd, env)
      : parseConfig(await readConfigFile(file, env), source);
  return {
    config: profile === undefined ? config : applyProfile(config, profile, source),
    source,
    ...(file !== undefined && { file }),
    ...(profile !== undefined && { profile }),
  };
}

/** Every vendor is there, so that a check can tell which key is missing. */
function toDefaults(cwd: string, env: Environment): VidgateConfig {
  const providers = vendorNames.map((name) => {
    const hasKey = readVariable(env, vendors[name].keyVariable) !== undefined;
    return [name, hasKey ? {} : { enabled: false }] as const;
  });
  return { providers: Object.fromEntries(providers), ledger: resolve(cwd, defaultLedger) };
}

/**
 * A config that was written in code, checked as if it had been read from a file.
 *
 * @throws {VideoGatewayError} `configuration`
 */
export function toLoadedConfig(config: LoadedConfig | VidgateConfig): LoadedConfig {
  if ('source' in config) return config;
  return { config: parseConfig(config, 'config'), source: 'config' };
}
