import type { JobsVerdict } from './judge-jobs.ts';
import type { LoadRun } from './run-load.ts';
import type { Sample } from './sample.ts';
import { countResources } from './sample.ts';
import { toTrend } from './to-trend.ts';

/** One thing that has to be so at the end of a soak. */
export interface Check {
  readonly what: string;
  readonly found: string;
  readonly bound: string;
  readonly passed: boolean;
}

/** Growth over the second half of the run, by a straight line through its samples. */
const bounds = { heapMb: 2, rssMb: 32, resources: 20, files: 20, open: 100 };
/** SQLite moves its log into the database from 4 MB on; a log that only grows is never moved. */
const mostWalMb = 32;

export function toChecks(run: LoadRun, jobs: JobsVerdict): readonly Check[] {
  const half = run.samples.slice(Math.floor(run.samples.length / 2));
  const growth = (pick: (sample: Sample) => number): number =>
    toTrend(half.map((sample) => [sample.minutes, pick(sample)] as const)).growth;
  const jobsInHalf = (half.at(-1)?.submitted ?? 0) - (half[0]?.submitted ?? 0);
  const heapMb = growth((sample) => sample.heapMb);
  const perJob = `${((heapMb * 1_000_000) / jobsInHalf).toFixed(0)} B per job`;
  const files = half.every((sample) => sample.files !== undefined)
    ? growth((sample) => sample.files ?? 0)
    : undefined;
  const walMb = Math.max(...half.map((sample) => sample.walMb));
  return [
    atMost('heap, growth', heapMb, bounds.heapMb, (mb) => `${mb.toFixed(2)} MB`, perJob),
    atMost(
      'resident memory, growth',
      growth(({ rssMb }) => rssMb),
      bounds.rssMb,
      toMb,
    ),
    atMost('active resources, growth', growth(countResources), bounds.resources, toCount),
    ...(files === undefined ? [] : [atMost('open files, growth', files, bounds.files, toCount)]),
    atMost(
      'jobs not final, growth',
      growth(({ open }) => open),
      bounds.open,
      toCount,
    ),
    atMost("SQLite's log, largest", walMb, mostWalMb, toMb),
    none('requests that submit refused', countRefused(run), describe(run.refused)),
    none('jobs neither final nor held', jobs.unsettled),
    none('jobs that are not in the ledger', jobs.missing),
    none('videos not charged exactly once', jobs.wronglyCharged),
    none('jobs charged twice', jobs.chargedTwice),
    none('jobs over without video, yet charged', jobs.paidForNothing),
  ];
}

export function countRefused({ refused }: Pick<LoadRun, 'refused'>): number {
  return Object.values(refused).reduce((total, count) => total + count, 0);
}

function atMost(
  what: string,
  value: number,
  bound: number,
  print: (value: number) => string,
  more?: string,
): Check {
  const found = more === undefined ? print(value) : `${print(value)} (${more})`;
  return { what, found, bound: `at most ${print(bound)}`, passed: value <= bound };
}

function none(what: string, count: number, more = ''): Check {
  const found = more === '' ? String(count) : `${count} (${more})`;
  return { what, found, bound: '0', passed: count === 0 };
}

function describe(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}

function toMb(mb: number): string {
  return `${mb.toFixed(1)} MB`;
}

function toCount(count: number): string {
  return count.toFixed(1);
}
