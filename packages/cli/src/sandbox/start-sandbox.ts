import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { VendorSimulator } from '@vidgate/simulator';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '@vidgate/simulator';
import type { SimulatorServer } from '@vidgate/simulator/server';
import { serveSimulator } from '@vidgate/simulator/server';
import { knownVendors } from '../vendors.ts';
import type { Sandbox } from './sandbox.ts';
import { sandboxVariable } from './sandbox.ts';

export interface StartSandboxSettings {
  /** How long a simulated task takes, in milliseconds. @default 3_000 */
  readonly runMs?: number | undefined;
}

/** A simulated vendor behind a port of this machine. */
export interface SandboxVendor {
  readonly simulator: VendorSimulator;
  readonly server: SimulatorServer;
}

/** The simulated vendors, running. */
export interface RunningSandbox extends AsyncDisposable {
  readonly vendors: readonly SandboxVendor[];
  /** What a command needs in its environment to meet these vendors instead of the real ones. */
  readonly environment: Readonly<Record<string, string>>;
  /** Empty but for the sandbox's ledger; gone when it closes. */
  readonly folder: string;
  /** Stops the vendors and removes the sandbox's ledger. */
  close(): Promise<void>;
}

/** Starts the simulated vendors on loopback ports. */
export async function startSandbox({
  runMs = 3_000,
}: StartSandboxSettings = {}): Promise<RunningSandbox> {
  const settings = { runMs };
  const vendors = await Promise.all(
    [
      createApixoSimulator(settings),
      createApiframeSimulator(settings),
      createAimlapiSimulator(settings),
      createFalSimulator(settings),
    ].map(async (simulator) => ({ simulator, server: await serveSimulator(simulator) })),
  );
  const folder = await mkdtemp(join(tmpdir(), 'vidgate-sandbox-'));
  const sandbox: Sandbox = {
    baseUrls: Object.fromEntries(
      vendors.map(({ simulator, server }) => [simulator.vendor, server.baseUrl]),
    ),
    allowHosts: vendors.map(({ server }) => new URL(server.url).host),
    folder,
    pollMs: Math.max(50, runMs / 10),
  };
  const close = async (): Promise<void> => {
    await Promise.all(vendors.map(({ server }) => server.close()));
    await rm(folder, { recursive: true, force: true });
  };
  return {
    vendors,
    folder,
    environment: { ...toKeys(vendors), [sandboxVariable]: JSON.stringify(sandbox) },
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** The simulators' own keys, under the names of the real ones, which a child then never sees. */
function toKeys(vendors: readonly SandboxVendor[]): Readonly<Record<string, string>> {
  const keys = vendors.map(({ simulator }) => {
    const known = knownVendors.find(({ name }) => name === simulator.vendor);
    return [known?.keyVariable ?? '', simulator.apiKey];
  });
  return Object.fromEntries(keys);
}

/** What the simulated vendors have charged so far, by their own bills. */
export function toCharges(vendors: readonly SandboxVendor[]): Readonly<Record<string, number>> {
  return Object.fromEntries(
    vendors.map(({ simulator }) => [simulator.vendor, simulator.bill.charges]),
  );
}
