import Table from 'cli-table3';
import { rules } from './checks.ts';
import { faultKinds } from './fault-kinds.ts';
import type { SeedRun } from './run-seed.ts';
import type { Failure, Tally } from './tally.ts';

const hourMs = 3_600_000;
/** From so many seeds on, a kind of fault that never struck is a hole in the proof. */
const seedsForCoverage = 200;

/** Kinds of faults that have never struck, in a run that is long enough for all of them. */
export function toMissing({ hits, seeds }: Tally): readonly string[] {
  return seeds < seedsForCoverage ? [] : faultKinds.filter((kind) => (hits[kind] ?? 0) === 0);
}

/** What many worlds came to, in lines. */
export function toReport(tally: Tally, seconds: number): string {
  const table = new Table({ style: { head: [], border: [] }, colWidths: [26, 90], wordWrap: true });
  const lost = tally.failures.filter(({ rule }) => /lost$/.test(rule));
  table.push(
    ['seeds', `${tally.seeds}`],
    ['virtual time', `${(tally.virtualMs / hourMs).toFixed(0)} hours`],
    ['faults', inWords(tally.hits)],
    ['kinds never met', toMissingWords(tally)],
    ['jobs', `${tally.jobs} (${inWords(tally.states)})`],
    ['submits in doubt', inWords(tally.settled)],
    ['videos charged', `${tally.charges}`],
    ['charged twice by allowance', `${tally.extras}`],
    ['charged twice beyond it', `${tally.doubles}`],
    ['lost jobs and videos', `${lost.length}`],
    ['checks made', `${tally.checks}`],
    ['seeds that failed', `${tally.failures.length}`],
    ['took', `${seconds.toFixed(0)} s`],
  );
  return table.toString();
}

function toMissingWords(tally: Tally): string {
  if (tally.seeds < seedsForCoverage) return `not counted below ${seedsForCoverage} seeds`;
  return toMissing(tally).join(', ') || `none of ${faultKinds.length}`;
}

/** How a seed failed, in as few lines as were found. */
export function toFailureReport({ plan, outcome }: SeedRun, replay: string): string {
  const rule = outcome.violation?.rule;
  return [
    ...outcome.lines,
    '',
    `Broken: ${rule === undefined ? 'nothing' : rules[rule]}.`,
    `The plan: ${JSON.stringify(plan)}`,
    `Again: ${replay}`,
  ].join('\n');
}

export function describeFailures(failures: readonly Failure[]): string {
  return failures.map(({ seed, mode, rule }) => `${seed} (${mode}): ${rule}`).join('\n');
}

function inWords(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
