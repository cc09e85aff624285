import type { Gateway, JobUpdate, Ports, RoutingSettings } from '@vidgate/core';
import { createGateway, isFinal, memoryLedger } from '@vidgate/core';
import { randomStream } from './random-stream.ts';
import type { RunResult } from './tally.ts';
import { toProvider } from './to-provider.ts';
import { createBill, Vendor } from './vendor.ts';
import { vendorTerms } from './vendor-terms.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { World } from './world.ts';
import { dayMs, startMs } from './world.ts';

/** After the last arrival: enough for a task to be held as stalled, and for late evidence. */
const drainMs = 3 * 60 * 60 * 1000;
const baseUrl = 'https://gateway.example/reports';

/** Sends a world's jobs through the real gateway, on virtual time. */
export async function runGateway(world: World, routing: RoutingSettings): Promise<RunResult> {
  const clock = new VirtualClock(startMs);
  const bill = createBill(world.arrivals.length);
  const log = createLog(world);
  const entrance = createEntrance();
  const providers = vendorTerms.map((terms, number) =>
    toProvider({
      terms,
      vendor: new Vendor(number, world, bill),
      world,
      clock,
      onReport: (url, taskId) => entrance.enter(() => report(gateway, url, taskId)),
      onReportRead: entrance.leave,
    }),
  );
  const gateway = createGateway({
    providers,
    ledger: memoryLedger(),
    routing,
    webhooks: { baseUrl },
    ports: toPorts(clock, world.seed),
    onEvent: (update) => {
      if (update.job !== undefined) log.note(update);
    },
  });
  world.arrivals.forEach((at, job) => {
    const prompt = String(job);
    clock.setTimer(() => entrance.enter(() => gateway.submit({ prompt })), at - startMs);
  });
  while (clock.step(startMs + dayMs + drainMs)) await entrance.settled();
  await closeOn(clock, gateway);
  return { ...log.result(), bill };
}

interface Entrance {
  /** Lets one thing in; virtual time stands still until it is done or leaves. */
  enter(work: () => Promise<unknown>): void;
  leave(): void;
  settled(): Promise<void>;
}

/**
 * What comes in from outside takes real turns of the event loop: a digest, a body that is read.
 * All else that the gateway does between two moments of virtual time settles within one turn.
 */
function createEntrance(): Entrance {
  let inside: object | undefined;
  let failure: unknown;
  return {
    enter(work) {
      const visitor = {};
      inside = visitor;
      const leave = (): void => {
        if (inside === visitor) inside = undefined;
      };
      work().then(leave, (error: unknown) => {
        failure ??= error;
      });
    },
    leave() {
      inside = undefined;
    },
    async settled() {
      do {
        await turn();
        if (failure !== undefined) throw failure;
      } while (inside !== undefined);
    },
  };
}

async function report(gateway: Gateway, url: string, taskId: string): Promise<void> {
  const request = new Request(url, { method: 'POST', body: JSON.stringify({ taskId }) });
  await gateway.handleWebhook(request);
}

interface Log {
  note(update: JobUpdate): void;
  result(): Omit<RunResult, 'bill'>;
}

/** What the gateway says of its jobs; what it says of money is not asked. */
function createLog({ arrivals }: World): Log {
  const doneAfterMs = arrivals.map(() => Number.POSITIVE_INFINITY);
  const held = new Set<string>();
  const over = new Set<string>();
  const open = new Set<string>();
  let failed = 0;
  return {
    note({ event, job }) {
      if (isFinal(job)) over.add(job.id);
      // A step that was under way when its job ended is heard of afterwards, with the job as it was.
      if (over.has(job.id) || job.state === 'held') open.delete(job.id);
      else open.add(job.id);
      const number = Number(job.request.prompt);
      if (event.type === 'job-held') held.add(job.id);
      if (event.type === 'job-failed') failed += 1;
      if (event.type === 'job-succeeded') {
        doneAfterMs[number] = event.at - (arrivals[number] ?? Number.NaN);
      }
    },
    result: () => ({ doneAfterMs, held: held.size, failed, unfinished: open.size }),
  };
}

function toPorts(clock: VirtualClock, seed: number): Ports {
  let ids = 0;
  return {
    now: () => clock.now(),
    setTimer: (callback, delayMs) => clock.setTimer(callback, delayMs),
    random: randomStream(seed, 6),
    newId() {
      ids += 1;
      return String(ids).padStart(12, '0');
    },
  };
}

async function closeOn(clock: VirtualClock, gateway: Gateway): Promise<void> {
  let closed = false;
  const closing = gateway.close().then(() => {
    closed = true;
  });
  await turn();
  while (!closed && clock.step(Number.POSITIVE_INFINITY)) await turn();
  if (!closed) throw new Error('The gateway waits for something that never happens.');
  await closing;
}

async function turn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
