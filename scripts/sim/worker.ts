import type { AssetArchive, Gateway, GatewaySettings, Ledger } from '@vidgate/core';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createArchive, createResultFetch } from './archive.ts';
import { createDisk } from './disk.ts';
import { deadlineMs, maxWaitMs, reconcileForMs, secondMs } from './plan.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** A process with a gateway on the shared ledger. */
export interface Worker {
  readonly process: SimulatedProcess;
  readonly gateway: Gateway;
}

export const webhooksBaseUrl = 'https://gateway.example/reports';

/** Starts a process, which takes over what is nobody's. */
export function startWorker(process: SimulatedProcess, world: World): Worker {
  const { plan, plant } = world;
  const plain = openLedger(process, world);
  const ledger = plant?.ledger?.(plain, world) ?? plain;
  const providers = [...world.sites.values()].map((site) => {
    const provider = site.createProvider(world.network.connect(process, site));
    return plant?.provider?.(provider, site) ?? provider;
  });
  const gateway = createGateway({
    providers,
    ledger,
    ports: process.ports,
    heartbeatMs: plan.heartbeatMs,
    reconcileForMs,
    polling: { deadlineMs, intervalMs: plan.intervalMs },
    routing: toRouting(world),
    download: { fetch: createResultFetch(process, world) },
    ...toOptional(world, createArchive(process, world)),
  });
  plant?.onStart?.({ ledger, providers });
  void resume(gateway, world);
  return { process, gateway };
}

/** A ledger that was out of reach at the start is asked again by the first beats. */
async function resume(gateway: Gateway, world: World): Promise<void> {
  for (let tries = 0; tries < 10; tries += 1) {
    const taken = await gateway.resume().catch(() => undefined);
    if (taken !== undefined) return;
    await world.sleep(10 * secondMs);
  }
}

function toRouting({ plan }: World): NonNullable<GatewaySettings['routing']> {
  return plan.sort === 'order'
    ? { order: plan.vendors, maxWaitMs }
    : { sort: plan.sort, maxWaitMs };
}

function toOptional(
  { plan }: World,
  archive: AssetArchive,
): Pick<GatewaySettings, 'archive' | 'webhooks' | 'budget' | 'onUnknownSubmit'> {
  const usd = plan.resubmitUpToUsd;
  const resubmit = { maxExtraUsdPerJob: usd ?? 0, maxExtraUsdPerDay: 2 * (usd ?? 0) };
  return {
    archive: plan.archive ? archive : undefined,
    webhooks: plan.webhooks ? { baseUrl: webhooksBaseUrl } : undefined,
    budget: plan.budgetUsd === undefined ? undefined : { perDayUsd: plan.budgetUsd },
    onUnknownSubmit:
      usd === undefined ? 'hold' : { resubmit: { ...resubmit, afterMs: reconcileForMs } },
  };
}

/** The real SQLite ledger, on a disk that fails, behind the border of its process. */
function openLedger(process: SimulatedProcess, world: World): Ledger {
  const { faults, database } = world;
  const disk = createDisk({
    database,
    isAlive: () => process.alive,
    trouble: {
      take: (kind) => faults.take(kind, 'disk'),
      takeRead: () => faults.take('disk-unreadable', 'disk'),
    },
    onUse: world.onUse,
    onCommit: () => world.witness.onCommit(process),
  });
  const ledger = sqliteLedger(disk, { ports: process.ports });
  const call = <T>(port: 'load' | 'find' | 'commit', work: () => Promise<T>): Promise<T> =>
    process.through(port, async () => {
      world.onUse();
      const answer = await work();
      if (faults.take('disk-slow', 'disk')) await world.sleep((2 + 60 * world.random()) * secondMs);
      return answer;
    });
  return {
    shared: ledger.shared,
    load: (jobId) => call('load', () => ledger.load(jobId)),
    find: (topic, query) => call('find', () => ledger.find(topic, query)),
    commit: (change) => call('commit', () => ledger.commit(change)),
    close: () => ledger.close(),
  };
}
