import type { Gateway, GatewaySettings, JobUpdate, Ledger } from '@vidgate/core';
import { createGateway } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { FakeProvider, FakeProviderSettings, TestClock } from '@vidgate/testkit';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { onTestFinished } from 'vitest';
import { temporaryFile } from '../ledger/temporary-file.ts';
import type { JumpingClock } from './jumping-clock.ts';
import { createJumpingClock } from './jumping-clock.ts';
import type { LedgerTraffic } from './ledger-traffic.ts';
import { createLedgerTraffic } from './ledger-traffic.ts';

/** A process with a gateway that drives its jobs, and what it told of them. */
export interface Process {
  readonly gateway: Gateway;
  readonly updates: readonly JobUpdate[];
}

/** One ledger file, processes that share it, and a vendor elsewhere that keeps the right time. */
export interface Machine {
  /** What really passes, and what the vendor's clock says. */
  readonly time: TestClock;
  readonly clock: JumpingClock;
  readonly provider: FakeProvider;
  /** Starts a process; it goes by the machine's clock unless it gets its own. */
  readonly start: (settings?: Partial<GatewaySettings>, own?: JumpingClock) => Process;
  /** A handle of its own on the ledger file. */
  readonly open: () => Ledger;
  /** Another clock, for a process that does not go by the machine's. */
  readonly ownClock: () => JumpingClock;
  /** Lets time pass, in steps that are small enough for every process to keep up. */
  readonly pass: (ms: number, stepMs?: number) => Promise<void>;
}

export async function setupMachine(settings: FakeProviderSettings = {}): Promise<Machine> {
  const file = await temporaryFile();
  const time = createTestClock();
  const traffic: LedgerTraffic = createLedgerTraffic();
  const open = (): Ledger => traffic.watch(sqliteLedger(file));
  const clock = createJumpingClock(time);
  const provider = fakeProvider({ id: 'first', clock: time, ...settings });
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  return {
    time,
    clock,
    provider,
    open,
    ownClock: () => createJumpingClock(time),
    start(more = {}, own = clock) {
      const updates: JobUpdate[] = [];
      const gateway = createGateway({
        providers: [provider],
        ledger: open(),
        ports: { now: own.now, setTimer: own.setTimer, random: () => 0.5, newId },
        onEvent: (update) => {
          if (update.job !== undefined) updates.push(update);
        },
        ...more,
      });
      // Not waited for: a submit that hangs in a test never ends.
      onTestFinished(async () => {
        void gateway.close();
        await new Promise((resolve) => setImmediate(resolve));
      });
      return { gateway, updates };
    },
    async pass(ms, stepMs = 5_000) {
      for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) {
        await traffic.idle();
        await time.advance(Math.min(stepMs, leftMs));
        await traffic.idle();
      }
    },
  };
}

export const request = { prompt: 'dawn breaks over the ridge' };
