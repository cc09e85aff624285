import fc from 'fast-check';
import type { Mode, Plan } from './plan.ts';
import { planArbitrary } from './plan.ts';
import type { Plant } from './plants.ts';
import type { Outcome } from './run-plan.ts';
import { runPlan } from './run-plan.ts';

export interface SeedRun {
  readonly plan: Plan;
  readonly outcome: Outcome;
  /** Leads from the seed to this plan; absent where it is the seed's own. */
  readonly path?: string | undefined;
}

export interface SeedSettings {
  readonly seed: number;
  readonly mode: Mode;
  readonly plant?: Plant | undefined;
  /** Of a plan that was made shorter. */
  readonly path?: string | undefined;
  /** How many shorter plans are tried. @default 300 */
  readonly tries?: number | undefined;
}

/** Runs the world of a seed. */
export async function runSeed(settings: SeedSettings): Promise<SeedRun> {
  const [first] = await runPlans(settings, true);
  if (first === undefined) throw new Error(`Seed ${settings.seed} has no plan.`);
  return first;
}

/** The shortest plan that breaks the same rule as a seed that failed. */
export async function shrinkSeed(settings: SeedSettings): Promise<SeedRun> {
  const runs = await runPlans(settings, false);
  const rule = runs[0]?.outcome.violation?.rule;
  const shortest = runs.findLast(({ outcome: { violation } }) => violation?.rule === rule);
  if (rule === undefined || shortest === undefined)
    throw new Error(`Seed ${settings.seed} does not fail.`);
  return shortest;
}

/** fast-check makes the plan of a seed, and shorter ones as long as they fail as the first did. */
async function runPlans(
  { seed, mode, plant, path, tries = 300 }: SeedSettings,
  once: boolean,
): Promise<readonly SeedRun[]> {
  const runs: SeedRun[] = [];
  const broken: unknown[] = [];
  const property = fc.asyncProperty(planArbitrary(mode), async (plan) => {
    if (runs.length > tries) return true;
    const outcome = await runPlan(plan, plant).catch((error: unknown) => {
      // What is thrown is no verdict: the world itself is broken.
      broken.push(error);
      throw error;
    });
    runs.push({ plan, outcome });
    const rule = runs[0]?.outcome.violation?.rule;
    return rule === undefined || outcome.violation?.rule !== rule;
  });
  const result = await fc.check(property, {
    seed,
    numRuns: 1,
    endOnFailure: once,
    plugins: [fc.unbiased()],
    ...(path === undefined ? {} : { path }),
  });
  if (broken.length > 0) throw broken[0];
  const shortestPath = result.counterexamplePath ?? undefined;
  return runs.map((run) => ({ ...run, path: shortestPath }));
}
