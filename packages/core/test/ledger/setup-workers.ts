import type { Gateway, GatewaySettings, Job, Ledger } from '@vidgate/core';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { FakeProvider, FakeProviderSettings, TestClock } from '@vidgate/testkit';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { onTestFinished } from 'vitest';
import { temporaryFile } from './temporary-file.ts';

export interface Workers {
  readonly file: string;
  readonly clock: TestClock;
  readonly provider: FakeProvider;
  /** A gateway of its own, on a handle of its own; it does nothing by itself unless told to. */
  readonly start: (settings?: Partial<GatewaySettings>) => Gateway;
  /** Calls `advance` on all of these at once, whenever the job is due, until it wants no more. */
  readonly drive: (jobId: string, ...gateways: readonly Gateway[]) => Promise<Job>;
}

/** Processes as they would share one file: each with its own gateway and its own connection. */
export async function setupWorkers(settings: FakeProviderSettings = {}): Promise<Workers> {
  const file = await temporaryFile();
  const clock = createTestClock();
  const provider = fakeProvider({ id: 'a', clock, ...settings });
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  return {
    file,
    clock,
    provider,
    start(more = {}) {
      const ledger: Ledger = more.ledger ?? sqliteLedger(file);
      const ports = { ...clock, random: () => 0.5, newId };
      const gateway = createGateway({
        providers: [provider],
        ledger,
        ports,
        drive: false,
        ...more,
      });
      // Not waited for: a process that died in the middle of a submit never ends it.
      onTestFinished(async () => {
        void gateway.close();
        await turns();
      });
      return gateway;
    },
    drive: (jobId, ...gateways) => drive(jobId, gateways, clock),
  };
}

async function drive(jobId: string, gateways: readonly Gateway[], clock: TestClock): Promise<Job> {
  for (let rounds = 0; rounds < 100; rounds += 1) {
    const results = await Promise.all(gateways.map((gateway) => gateway.advance(jobId)));
    const due = results.flatMap(({ callAgainAt }) => callAgainAt ?? []);
    const [first] = results;
    if (due.length === 0 && first !== undefined) return first.job;
    await clock.advance(Math.max(0, Math.min(...due) - clock.now()));
  }
  throw new Error(`Job ${jobId} wants to be called again and again.`);
}

/** Lets some turns of the event loop pass, in which work that is ready is done. */
export async function turns(count = 10): Promise<void> {
  for (let turn = 0; turn < count; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

export const request = { prompt: 'dawn breaks over the ridge' };
