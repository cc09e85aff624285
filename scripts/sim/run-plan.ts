import type { Violation } from './checks.ts';
import { runClient } from './clients.ts';
import { collectWarnings } from './collect-warnings.ts';
import { runPerson } from './person.ts';
import type { Plan } from './plan.ts';
import { calmAtMs, deadlineMs, minuteMs, secondMs } from './plan.ts';
import type { Plant } from './plants.ts';
import { strike } from './strike.ts';
import type { Charged } from './verdict.ts';
import { judge } from './verdict.ts';
import type { World } from './world.ts';
import { createWorld } from './world.ts';

type Counts = Readonly<Record<string, number>>;

/** What can be added up of worlds. */
export interface Figures extends Charged {
  readonly virtualMs: number;
  readonly jobs: number;
  readonly checks: number;
  /** Jobs by the state that they ended in. */
  readonly states: Counts;
  /** How submits came to be in doubt and out of it. */
  readonly settled: Counts;
  /** How often each kind of fault struck. */
  readonly hits: Counts;
}

/** What became of a world. */
export interface Outcome extends Figures {
  readonly violation: Violation | undefined;
  readonly hash: string;
  readonly lines: readonly string[];
}

/** How long a world goes on after its last fault. */
const safetyTailMs = 10 * minuteMs;
const lookEveryMs = 30 * secondMs;
/** Long enough after the calm for a held job to be looked at. */
const longEnoughMs = 25 * minuteMs;

/** Lets a world happen, and judges it. */
export async function runPlan(plan: Plan, plant?: Plant): Promise<Outcome> {
  const world = await createWorld(plan, plant);
  const stopCollecting = collectWarnings((text) => world.note(`warning: ${text}`));
  try {
    begin(world);
    await letTimePass(world);
    const charged = judge(world);
    const jobs = world.witness.jobs;
    return {
      violation: world.checks.violation,
      hash: world.history.hash(),
      lines: world.history.lines,
      virtualMs: world.elapsedMs(),
      jobs: jobs.length,
      ...charged,
      checks: world.checks.made,
      states: tally(jobs.map(({ state }) => state)),
      settled: Object.fromEntries(world.witness.settled),
      hits: Object.fromEntries(world.faults.hits),
    };
  } finally {
    for (const { process } of world.workers) process.kill();
    world.database.close();
    stopCollecting();
  }
}

function begin(world: World): void {
  const { plan, clock } = world;
  for (let slot = 0; slot < plan.workers; slot += 1) world.startWorker(slot);
  for (const [index, job] of plan.jobs.entries()) {
    runClient(`job-${index + 1}`, job, world).catch(world.fail);
  }
  for (const fault of plan.faults) clock.setTimer(() => strike(fault, world), fault.atMs);
  if (plan.attended) runPerson(world).catch(world.fail);
  if (plan.mode === 'liveness') clock.setTimer(() => calm(world), calmAtMs);
}

/** From now on nothing goes wrong any more; what is wrong already stays so. */
function calm(world: World): void {
  world.note('calm');
  world.faults.calm();
  world.weather.calm();
  for (const { simulator } of world.sites.values()) simulator.clearFaults();
  for (const { process } of world.workers) {
    process.disarm();
    process.goOn();
  }
}

async function letTimePass(world: World): Promise<void> {
  const { clock, plan, checks } = world;
  const tailMs = plan.mode === 'liveness' ? 2 * deadlineMs : safetyTailMs;
  const endAt = clock.now() + calmAtMs + tailMs;
  let lookAt = clock.now();
  await world.settled();
  while (checks.violation === undefined && clock.step(endAt)) {
    await world.settled();
    if (clock.now() < lookAt) continue;
    lookAt = clock.now() + lookEveryMs;
    if (isOver(world)) return;
  }
}

/** Whether nothing more will come of it. */
function isOver(world: World): boolean {
  const { plan } = world;
  const elapsedMs = world.elapsedMs();
  const last = Math.max(...plan.jobs.map(({ atMs, cancelAfterMs = 0 }) => atMs + cancelAfterMs));
  if (
    elapsedMs < last + minuteMs ||
    elapsedMs < Math.max(0, ...plan.faults.map(({ atMs }) => atMs))
  )
    return false;
  const states = world.witness.jobs.map(({ state }) => state);
  const isFinal = (state: string): boolean => /^(?:succeeded|failed|canceled)$/.test(state);
  if (states.every(isFinal)) return true;
  const isCalm = plan.mode === 'liveness' && elapsedMs >= calmAtMs + longEnoughMs;
  return isCalm && states.every((state) => isFinal(state) || state === 'held');
}

function tally(names: readonly string[]): Counts {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
