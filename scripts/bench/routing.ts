import type { Figure } from './figure.ts';
import { readCount } from './read-count.ts';
import type { Aim } from './routing/aims.ts';
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
export async function benchRouting(args: readonly string[]): Promise<readonly Figure[]> {
  const jobs = readCount('bench routing', args[0], { byDefault: defaultJobs, least: 100 });
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
  const aims = toAims({ tallies, ours, heldBound, heldByTries });
  console.log(toAimTable(aims));
  console.log(`The first run over again comes out the same: ${await repeats(worlds)}.`);
  const planning = await timePlans();
  console.log(`CPU ms per job: ${cpu.join(', ')}`);
  return [...aims.map((aim) => toFigure(aim, jobs)), ...planning];
}

function toFigure({ what, figure, met }: Aim, jobs: number): Figure {
  return { what: `routing ${jobs.toLocaleString('en')} jobs, ${what}`, figure, met };
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

async function timePlans(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  for (const { offers, atMost } of planningAimsUs) {
    const us = await timePlanning(offers);
    const met = us < atMost;
    const figure = `${us.toFixed(1)} us`;
    const verdict = met ? 'met' : 'not met';
    console.log(`planning alone, ${offers} offers: ${figure} (aim: under ${atMost}; ${verdict})`);
    figures.push({ what: `planning, ${offers} offers`, figure, aim: `under ${atMost} us`, met });
  }
  return figures;
}
