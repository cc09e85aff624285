import type { Mode } from './plan.ts';
import { modes } from './plan.ts';
import type { Plant } from './plants.ts';
import type { Figures, Outcome } from './run-plan.ts';
import { runSeed } from './run-seed.ts';

/** What many worlds came to. JSON-safe: it crosses threads. */
export interface Tally extends Figures {
  readonly seeds: number;
  readonly failures: readonly Failure[];
}

/** A seed whose world broke a rule. */
export interface Failure {
  readonly seed: number;
  readonly mode: Mode;
  readonly rule: string;
}

export interface Sweep {
  readonly from: number;
  readonly count: number;
  /** @default odd seeds are for safety, even ones for liveness */
  readonly mode?: Mode | undefined;
}

const blank: Tally = {
  seeds: 0,
  virtualMs: 0,
  jobs: 0,
  charges: 0,
  extras: 0,
  doubles: 0,
  checks: 0,
  states: {},
  settled: {},
  hits: {},
  failures: [],
};

/** The mode in which a seed is run when none is asked for. */
export function modeOf(seed: number): Mode {
  return modes[(seed + 1) % modes.length] ?? 'safety';
}

/** Runs one seed after the other; with `untilFailure` no further than to the first that fails. */
export async function sweep(
  { from, count, mode }: Sweep,
  plant?: Plant,
  untilFailure = false,
): Promise<Tally> {
  let tally = blank;
  for (let seed = from; seed < from + count; seed += 1) {
    const own = mode ?? modeOf(seed);
    const { outcome } = await runSeed({ seed, mode: own, plant });
    tally = addUp([tally, toTally(seed, own, outcome)]);
    if (untilFailure && tally.failures.length > 0) break;
  }
  return tally;
}

function toTally(seed: number, mode: Mode, { violation, ...outcome }: Outcome): Tally {
  const failures = violation === undefined ? [] : [{ seed, mode, rule: violation.rule }];
  return { ...blank, ...outcome, seeds: 1, failures };
}

export function addUp(tallies: readonly Tally[]): Tally {
  const sum = (of: (tally: Tally) => number): number =>
    tallies.reduce((total, tally) => total + of(tally), 0);
  const merge = (of: (tally: Tally) => Tally['hits']): Tally['hits'] => {
    const merged: Record<string, number> = {};
    for (const [name, count] of tallies.flatMap((tally) => Object.entries(of(tally)))) {
      merged[name] = (merged[name] ?? 0) + count;
    }
    return merged;
  };
  return {
    seeds: sum(({ seeds }) => seeds),
    virtualMs: sum(({ virtualMs }) => virtualMs),
    jobs: sum(({ jobs }) => jobs),
    charges: sum(({ charges }) => charges),
    extras: sum(({ extras }) => extras),
    doubles: sum(({ doubles }) => doubles),
    checks: sum(({ checks }) => checks),
    states: merge(({ states }) => states),
    settled: merge(({ settled }) => settled),
    hits: merge(({ hits }) => hits),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}
