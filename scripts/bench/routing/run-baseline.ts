import type { Baseline } from './baselines.ts';
import { freeCallFails, reportDelayMs } from './fate.ts';
import type { RandomStream } from './random-stream.ts';
import { randomStream } from './random-stream.ts';
import type { RunResult } from './tally.ts';
import type { SubmitAnswer, VendorTask } from './vendor.ts';
import { createBill, Vendor } from './vendor.ts';
import { vendorTerms } from './vendor-terms.ts';
import { VirtualClock } from './virtual-clock.ts';
import type { World } from './world.ts';
import { startMs } from './world.ts';

/** As the gateway's own defaults, so that patience is no difference. */
const giveUpAfterMs = 600_000;
const mostTasks = 3;
const roundMs = 5_000;
const doubtMs = 240_000;

interface Errand {
  readonly job: number;
  readonly tried: Set<number>;
  since: number;
  tasks: number;
  /** Submits and tasks that may still come to something. */
  live: number;
  doneAt: number;
  failed: boolean;
}

interface Run {
  readonly baseline: Baseline;
  readonly world: World;
  readonly clock: VirtualClock;
  readonly vendors: readonly Vendor[];
  readonly restUntil: number[];
  readonly random: RandomStream;
  turn: number;
}

/** Sends a world's jobs through a loop as an application might write it: submit, poll, fail over. */
export function runBaseline(world: World, baseline: Baseline): RunResult {
  const clock = new VirtualClock(startMs);
  const bill = createBill(world.arrivals.length);
  const run: Run = {
    baseline,
    world,
    clock,
    vendors: vendorTerms.map((_, number) => new Vendor(number, world, bill)),
    restUntil: vendorTerms.map(() => 0),
    random: randomStream(world.seed, 7),
    turn: 0,
  };
  const errands = world.arrivals.map((since, job): Errand => {
    const doneAt = Number.POSITIVE_INFINITY;
    return { job, tried: new Set(), since, tasks: 0, live: 0, doneAt, failed: false };
  });
  for (const errand of errands) clock.setTimer(() => send(errand, run), errand.since - startMs);
  while (clock.step(Number.POSITIVE_INFINITY));
  return {
    doneAfterMs: errands.map(({ doneAt }, job) => doneAt - (world.arrivals[job] ?? 0)),
    bill,
    held: 0,
    failed: errands.filter(({ failed, doneAt }) => failed && doneAt === Infinity).length,
    unfinished: errands.filter(({ failed, doneAt }) => !failed && doneAt === Infinity).length,
  };
}

/** Sends a job to whom the baseline chooses; where nobody is left, another round begins later. */
function send(errand: Errand, run: Run): void {
  const { clock, baseline } = run;
  const vendors = run.vendors.filter(
    ({ number }) => !errand.tried.has(number) && (run.restUntil[number] ?? 0) <= clock.now(),
  );
  const numbers = vendors.map(({ number }) => number);
  const chosen = baseline.choose({ vendors: numbers, turn: run.turn, random: run.random });
  const vendor = vendors.find(({ number }) => number === chosen);
  if (vendor === undefined) {
    startRound(errand, run);
    return;
  }
  run.turn += 1;
  errand.live += 1;
  const answer = vendor.submit(errand.job, `${errand.job}/${run.turn}`, clock.now());
  clock.setTimer(() => hear(errand, vendor, answer, run), answer.afterMs);
}

function startRound(errand: Errand, run: Run): void {
  if (run.clock.now() - errand.since > giveUpAfterMs) {
    errand.failed = true;
    return;
  }
  errand.tried.clear();
  run.clock.setTimer(() => send(errand, run), roundMs);
}

function hear(errand: Errand, vendor: Vendor, { fault, task }: SubmitAnswer, run: Run): void {
  const { clock, baseline } = run;
  const now = clock.now();
  if (fault === undefined && task !== undefined) {
    errand.tasks += 1;
    const seenAt = toSeenAt(run.world, vendor.number, task, now);
    clock.setTimer(() => end(errand, vendor, task, run), seenAt - now);
    return;
  }
  if (baseline.restMs > 0) {
    run.restUntil[vendor.number] = now + Math.max(fault?.retryAfterMs ?? 0, baseline.restMs);
  }
  errand.tried.add(vendor.number);
  if (fault?.outcome !== 'unknown') {
    errand.live -= 1;
    if (errand.live === 0) send(errand, run);
    return;
  }
  if (task !== undefined && isHeard(run.world, vendor.number, task)) {
    const afterMs = task.endsAt + reportDelayMs - now;
    clock.setTimer(() => end(errand, vendor, task, run), afterMs);
    if (baseline.inDoubt === 'wait' && afterMs <= doubtMs) return;
  } else {
    errand.live -= 1;
  }
  clock.setTimer(() => send(errand, run), baseline.inDoubt === 'wait' ? doubtMs : 0);
}

function end(errand: Errand, vendor: Vendor, task: VendorTask, run: Run): void {
  errand.live -= 1;
  if (task.succeeds) {
    errand.doneAt = Math.min(errand.doneAt, run.clock.now());
    return;
  }
  if (errand.live > 0 || errand.doneAt < Infinity) return;
  if (errand.tasks >= mostTasks) {
    errand.failed = true;
    return;
  }
  errand.since = run.clock.now();
  errand.tried.add(vendor.number);
  send(errand, run);
}

/** When a loop that polls as its vendor advises, and is told by those that report, sees the end. */
function toSeenAt(world: World, vendor: number, task: VendorTask, acceptedAt: number): number {
  const { firstPollMs = 0, pollIntervalMs = 1 } = vendorTerms[vendor] ?? {};
  const steps = Math.ceil((task.endsAt - acceptedAt - firstPollMs) / pollIntervalMs);
  let pollAt = acceptedAt + firstPollMs + Math.max(0, steps) * pollIntervalMs;
  while (freeCallFails(world, vendor, task.job, pollAt)) pollAt += pollIntervalMs;
  return isHeard(world, vendor, task) ? Math.min(pollAt, task.endsAt + reportDelayMs) : pollAt;
}

/** Whether a report of the task's end arrives and can be confirmed. */
function isHeard(world: World, vendor: number, task: VendorTask): boolean {
  const reports = vendorTerms[vendor]?.traits.webhooks !== 'none' && task.reported;
  return reports && !freeCallFails(world, vendor, task.job, task.endsAt + reportDelayMs);
}
