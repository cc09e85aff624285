import type { BillKeeper, Price } from './bill.ts';
import { createBillKeeper } from './bill.ts';
import type { ClipStore } from './clip-store.ts';
import { createClipStore, renderLazily } from './clip-store.ts';
import type { FaultName } from './fault.ts';
import type { FaultQueue } from './fault-queue.ts';
import { createFaultQueue } from './fault-queue.ts';
import type { FileStore } from './file-store.ts';
import { createFileStore } from './file-store.ts';
import type { Origins } from './origins.ts';
import { createOrigins } from './origins.ts';
import type { SimulatorClock } from './simulator-clock.ts';
import { createSystemClock } from './simulator-clock.ts';
import type { SimulatorSettings } from './simulator-settings.ts';
import type { VendorSimulator } from './vendor-simulator.ts';

/** How a vendor is when its settings say nothing. */
export interface VendorDefaults {
  readonly vendor: VendorSimulator['vendor'];
  readonly baseUrl: string;
  readonly fileOrigin: string;
  /** Hosts of the API besides that of `baseUrl`. */
  readonly otherOrigins?: readonly string[];
  readonly apiKey: string;
  readonly balance: number;
  readonly toBalance: (balance: number) => Price;
  readonly runMs: (durationSeconds: number) => number;
  readonly maxConcurrentTasks: number;
  readonly resultLifetimeMs: number;
  readonly impossibleFaults: readonly FaultName[];
}

/** The parts that every vendor is built from, with the settings applied. */
export interface Workbench {
  readonly vendor: VendorSimulator['vendor'];
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly apiKeys: readonly string[];
  readonly clock: SimulatorClock;
  /** Its timers do not keep the process alive. */
  readonly backgroundClock: SimulatorClock;
  readonly bill: BillKeeper;
  readonly faults: FaultQueue;
  readonly origins: Origins;
  readonly files: FileStore;
  readonly clips: ClipStore;
  readonly fetch: typeof fetch;
  readonly newId: () => string;
  readonly runMs: (durationSeconds: number) => number;
  readonly maxConcurrentTasks: number;
  readonly resultLifetimeMs: number;
}

/** Creates a {@link Workbench}. @throws {TypeError} when the settings cannot be meant */
export function createWorkbench(settings: SimulatorSettings, defaults: VendorDefaults): Workbench {
  const apiKeys = settings.apiKeys ?? [defaults.apiKey];
  const [apiKey] = apiKeys;
  if (apiKey === undefined) throw new TypeError('apiKeys must hold at least one key');
  const { runMs = defaults.runMs } = settings;
  return {
    vendor: defaults.vendor,
    baseUrl: defaults.baseUrl,
    apiKey,
    apiKeys,
    clock: settings.clock ?? createSystemClock({ keepAlive: true }),
    backgroundClock: settings.clock ?? createSystemClock({ keepAlive: false }),
    bill: createBillKeeper(defaults.toBalance(settings.balance ?? defaults.balance)),
    faults: createFaultQueue(defaults.vendor, defaults.impossibleFaults, settings.onFault),
    origins: createOrigins({
      api: new URL(defaults.baseUrl).origin,
      files: defaults.fileOrigin,
      others: defaults.otherOrigins ?? [],
      publicUrl: settings.publicUrl,
    }),
    files: createFileStore(),
    clips: createClipStore({ size: settings.clip, render: settings.renderClip ?? renderLazily }),
    // Looked up at each call: msw and tests replace the global one after this was created.
    fetch: settings.fetch ?? ((input, init) => globalThis.fetch(input, init)),
    newId: settings.newId ?? (() => crypto.randomUUID()),
    runMs: typeof runMs === 'number' ? () => runMs : runMs,
    maxConcurrentTasks: settings.maxConcurrentTasks ?? defaults.maxConcurrentTasks,
    resultLifetimeMs: settings.resultLifetimeMs ?? defaults.resultLifetimeMs,
  };
}
