import { toAims } from './routing/aims.ts';
import { toHeldBound, toHeldByTries } from './routing/held-bound.ts';
import type { Policy } from './routing/policies.ts';
import { policies } from './routing/policies.ts';
import { describeWorlds, toAimTable, toPolicyTable } from './routing/report.ts';
import type { RunResult, Tally } from './routing/tally.ts';
import { toTally } from './routing/tally.ts';
import { timePlanning } from './routing/time-planning.ts';
import type { World } from './routing/world.ts';
import { createWorld } from './routing/world.ts';

const defaultJobs = 200_000;
/** So many arrive in eight hours; more jobs are more runs. */
const jobsPerRun = 6_667;
const planningAimsUs = [
  { offers: 3, atMost: 5 },
  { offers: 300, atMost: 100 },
] as const;

/**
 * Each `sort` and some simpler ways to route, through the same seeded outages: what a video costs,
 * how many are there in ten minutes, and what went wrong. All but the last lines is the same in
 * every run. Takes the number of jobs.
 */
export async function benchRouting(): Promise<void> {
  const jobs = readJobs(process.argv[3]);
  const worlds = createWorlds(jobs);
  console.log(describeWorlds(worlds));
  const tallies = new Map<string, Tally>();
  const cpu: string[] = [];
  for (const policy of policies) {
    const startedAt = process.cpuUsage();
    tallies.set(policy.name, await runPolicy(policy, worlds));
    const { user, system } = process.cpuUsage(startedAt);
    cpu.push(`${policy.name} ${((user + system) / 1000 / jobs).toFixed(3)}`);
  }
  console.log(toPolicyTable(tallies));
  const ours = policies.filter(({ kind }) => kind === 'ours').map(({ name }) => name);
  const heldBound = worlds.reduce((total, world) => total + toHeldBound(world), 0);
  const heldByTries = worlds.reduce((total, world) => total + toHeldByTries(world), 0);
  console.log(toAimTable(toAims({ tallies, ours, heldBound, heldByTries })));
  console.log(`The first run over again comes out the same: ${await repeats(worlds)}.`);
  await printPlanning();
  console.log(`CPU ms per job: ${cpu.join(', ')}`);
}

function readJobs(argument: string | undefined): number {
  const jobs = Number(argument ?? defaultJobs);
  if (Number.isInteger(jobs) && jobs >= 100) return jobs;
  throw new TypeError(`bench routing: got "${argument}"; allowed: a number of jobs from 100 on.`);
}

function createWorlds(jobs: number): readonly World[] {
  const runs = Math.ceil(jobs / jobsPerRun);
  return Array.from({ length: runs }, (_, run) => {
    const share = Math.floor(((run + 1) * jobs) / runs) - Math.floor((run * jobs) / runs);
    return createWorld(run + 1, share);
  });
}

async function runPolicy({ run }: Policy, worlds: readonly World[]): Promise<Tally> {
  const results: RunResult[] = [];
  for (const world of worlds) results.push(await run(world));
  return toTally(results);
}

/** Whether the real gateway does in a second go exactly what it did in the first. */
async function repeats([world]: readonly World[]): Promise<'yes' | 'NO'> {
  const [policy] = policies;
  if (world === undefined || policy === undefined) return 'NO';
  const runs = [await policy.run(world), await policy.run(world)];
  const [first, second] = runs.map((run) => JSON.stringify(run));
  return first === second ? 'yes' : 'NO';
}

async function printPlanning(): Promise<void> {
  for (const { offers, atMost } of planningAimsUs) {
    const us = await timePlanning(offers);
    const verdict = us < atMost ? 'met' : 'not met';
    console.log(
      `planning alone, ${offers} offers: ${us.toFixed(1)} us (aim: under ${atMost}; ${verdict})`,
    );
  }
}
