import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Gateway, GatewaySettings, Job, JobEvent, JobUpdate, Ledger } from '@vidgate/core';
import { createGateway, systemPorts } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { TestClock } from '@vidgate/testkit';
import { createTestClock } from '@vidgate/testkit';
import type { HookServer } from './hook-server.ts';
import { startHookServer } from './hook-server.ts';
import type { Journal } from './journal.ts';
import { createJournal } from './journal.ts';
import type { VendorName } from './to-provider.ts';
import type { OwnSettings, VendorSite } from './vendor-site.ts';
import { startVendor } from './vendor-site.ts';

/**
 * Both vendors and a gateway that listens, each behind a real socket, on one SQLite file. Time alone
 * is virtual: it passes for vendors and gateway together, when a test says so.
 */
export interface World extends AsyncDisposable {
  readonly clock: TestClock;
  /** Asked first. */
  readonly vendor: VendorSite;
  /** Asked only after the first one has surely failed. */
  readonly other: VendorSite;
  readonly hooks: HookServer;
  /** The ledger's file. */
  readonly file: string;
  readonly gateway: Gateway;
  readonly updates: Journal<JobUpdate>;
  /** Another gateway on the same file, which listens from now on. */
  open(): Gateway;
  submit(): Promise<string>;
  /** Waits until this has happened so often, to whatever jobs. @default times 1 */
  heard(type: JobUpdate['event']['type'], times?: number): Promise<void>;
  /** Submits, and waits until the vendor's answer is recorded. */
  start(): Promise<StartedJob>;
  /** What the ledger's file holds of a job, read by another connection. */
  history(jobId: string): Promise<readonly JobEvent[]>;
  /** Closes the gateway, which waits for every submit under way, and reads the job from the file. */
  closeAndRead(jobId: string): Promise<Job | undefined>;
  /** How many tasks each vendor bills. */
  readonly billed: { readonly vendor: number; readonly other: number };
}

export interface StartedJob {
  readonly id: string;
  readonly taskId: string;
  /** Where the vendor reports its end. */
  readonly url: string;
}

export async function setup(
  name: VendorName,
  own: OwnSettings = {},
  settings: Partial<GatewaySettings> = {},
): Promise<World> {
  const clock = createTestClock();
  const hooks = await startHookServer();
  const vendor = await startVendor(name, clock, own);
  const other = await startVendor(name === 'apixo' ? 'apiframe' : 'apixo', clock);
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-webhooks-'));
  const file = join(folder, 'ledger.db');
  const updates = createJournal<JobUpdate>();
  const open = (): Gateway => {
    const sites = [vendor, other];
    const opened = createGateway({
      ...toGatewaySettings({ sites, file, clock, hooks }),
      onEvent: (update) => {
        if (update.job !== undefined) updates.add(update);
      },
      ...settings,
    });
    hooks.mount(opened);
    return opened;
  };
  const gateway = open();
  const heard: World['heard'] = (type, times = 1) =>
    updates.until((seen) => seen.filter(({ event }) => event.type === type).length >= times);
  const submit = async (): Promise<string> =>
    (await gateway.submit({ prompt: 'dawn breaks over the ridge' })).id;
  return {
    ...{ clock, vendor, other, hooks, file, gateway, updates, open, submit, heard },
    async start() {
      const id = await submit();
      await updates.until((seen) =>
        seen.some(({ event, job }) => event.type === 'attempt-accepted' && job.id === id),
      );
      const taskId = lastTaskOf(await gateway.job(id));
      return { id, taskId, url: vendor.callbackUrl };
    },
    history: (jobId) => readFile(file, (ledger) => ledger.find('events', { jobId })),
    async closeAndRead(jobId) {
      await gateway.close();
      return await readFile(file, (ledger) => ledger.load(jobId));
    },
    get billed() {
      return { vendor: vendor.billed, other: other.billed };
    },
    async [Symbol.asyncDispose]() {
      // The vendors first: what still waits for an answer of theirs then ends at once.
      await Promise.all([vendor, other].map((site) => site[Symbol.asyncDispose]()));
      await gateway.close();
      await hooks[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true });
    },
  };
}

function toGatewaySettings({
  sites,
  file,
  clock,
  hooks,
}: Pick<World, 'file' | 'clock' | 'hooks'> & {
  readonly sites: readonly VendorSite[];
}): GatewaySettings {
  return {
    providers: sites.map(({ provider }) => provider),
    ledger: sqliteLedger(file),
    routing: { order: sites.map(({ name }) => name) },
    webhooks: { baseUrl: hooks.baseUrl },
    // Each beat is a commit to the disk, and virtual minutes pass quickly.
    heartbeatMs: 600_000,
    ports: { ...systemPorts, ...clock },
  };
}

/** Over a connection of its own, as another process would. */
async function readFile<T>(file: string, read: (ledger: Ledger) => Promise<T>): Promise<T> {
  const ledger = sqliteLedger(file);
  try {
    return await read(ledger);
  } finally {
    await ledger.close();
  }
}

function lastTaskOf({ id, attempts }: Job): string {
  const taskId = attempts.at(-1)?.task?.id;
  if (taskId === undefined) throw new Error(`Job ${id} has no task.`);
  return taskId;
}
