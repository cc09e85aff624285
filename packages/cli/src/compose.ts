import { resolve } from 'node:path';
import type { LoadedConfig } from '@vidgate/config';
import { loadConfig, toGatewaySettings, toPaths } from '@vidgate/config';
import type { Gateway, GatewaySettings, Ledger, VideoProvider } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import {
  gatewayToken,
  ledgerToken,
  providerToken,
  registerGateway,
  registerProvider,
} from '@vidgate/core/tsyringe';
import { container as globalContainer } from 'tsyringe';
import type { LedgerFile } from './find-ledger-file.ts';
import { findLedgerFile } from './find-ledger-file.ts';
import { withoutKeys } from './require-keys.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { readSandbox } from './sandbox/sandbox.ts';
import { toSandboxed, toSandboxedSettings } from './sandbox/to-sandboxed.ts';
import type { Session } from './session.ts';

/** What a command works with. Whoever composed it closes it. */
export interface Composition extends AsyncDisposable {
  readonly loaded: LoadedConfig;
  readonly providers: readonly VideoProvider[];
  readonly ledger: Ledger;
  /** Where jobs are kept, and whether any ever were. */
  readonly ledgerFile: LedgerFile;
  /** Whether the vendors are simulated. */
  readonly isSandboxed: boolean;
  /** How results are downloaded. */
  readonly download: GatewaySettings['download'];
  /** How tasks are followed: as configured, and in a sandbox more often. */
  readonly polling: GatewaySettings['polling'];
  /** Made when it is first asked for. @throws {VideoGatewayError} `configuration` without providers */
  readonly gateway: Gateway;
}

export interface ComposeOptions extends Pick<GatewaySettings, 'drive' | 'onEvent'> {
  /** Whether a ledger is made where there is none. @default false: who only reads leaves nothing behind */
  readonly records?: boolean | undefined;
}

/**
 * Puts a command's gateway together: the configuration, this process's flags and environment, and
 * the sandbox where it runs in one.
 *
 * @throws {VideoGatewayError} `configuration`
 */
export async function compose(
  session: Pick<Session, 'shell' | 'flags'>,
  { records = false, ...overrides }: ComposeOptions = {},
): Promise<Composition> {
  const env = session.shell.environment;
  const sandbox = readSandbox(env);
  const loaded = await loadFor(session, sandbox);
  const settings = await toGatewaySettings(loaded, { env });
  const { providers, ...rest } = sandbox ? toSandboxedSettings(settings, sandbox) : settings;
  const ledgerFile = await findLedgerFile(toPaths(loaded).ledger);
  const ledger = records || ledgerFile.exists ? rest.ledger : memoryLedger();

  // A container of this run's own: nothing that another run has registered is in it.
  const container = globalContainer.createChildContainer();
  for (const provider of providers) registerProvider(container, provider);
  container.registerInstance(ledgerToken, ledger);
  registerGateway(container, { ...rest, ledger, ...overrides });

  let gateway: Gateway | undefined;
  return {
    loaded,
    ledger,
    ledgerFile,
    isSandboxed: sandbox !== undefined,
    download: rest.download,
    polling: rest.polling,
    providers: providers.length === 0 ? [] : container.resolveAll(providerToken),
    get gateway() {
      if (providers.length === 0) throw withoutKeys(loaded);
      gateway ??= container.resolve(gatewayToken);
      return gateway;
    },
    async [Symbol.asyncDispose]() {
      await (gateway ?? ledger).close();
    },
  };
}

/** Reads the configuration that the flags name, or the one that is found. */
export async function load(session: Pick<Session, 'shell' | 'flags'>): Promise<LoadedConfig> {
  return await loadFor(session, readSandbox(session.shell.environment));
}

async function loadFor(
  { shell, flags }: Pick<Session, 'shell' | 'flags'>,
  sandbox: Sandbox | undefined,
): Promise<LoadedConfig> {
  const { config: file, profile, ledger } = flags;
  const found = await loadConfig({
    cwd: shell.folder,
    env: shell.environment,
    ...(file === undefined ? {} : { file }),
    ...(profile === undefined ? {} : { profile }),
  });
  const loaded = sandbox === undefined ? found : toSandboxed(found, sandbox);
  if (ledger === undefined) return loaded;
  // A path in a flag starts where the person is, not where the file is.
  return { ...loaded, config: { ...loaded.config, ledger: resolve(shell.folder, ledger) } };
}
