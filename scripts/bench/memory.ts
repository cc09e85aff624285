import Table from 'cli-table3';
import { z } from 'zod';
import { hear, start } from './child.ts';
import type { Figure } from './figure.ts';
import { atMost } from './figure.ts';
import { readCount } from './read-count.ts';

const resultSchema = z.object({
  jobs: z.number(),
  seconds: z.number(),
  bytes: z.number(),
  usPerJob: z.number(),
  wallMs: z.number(),
});
type Result = z.output<typeof resultSchema>;

const ledgers = [
  { name: 'SQLite', aimBytes: 1_000 },
  { name: 'memory', aimBytes: 4_000 },
] as const;
const smallest = 100;
/** The heap of an idle process moves by so much from one collection to the next. */
const noiseBytes = 256 * 1024;

/**
 * What a job in flight takes in memory while nobody waits for it, and what one more job costs, from
 * 100 jobs in flight to 100,000; each ledger in its own process. Takes the largest number.
 */
export async function benchMemory(args: readonly string[]): Promise<readonly Figure[]> {
  const most = readCount('bench memory', args[0], { byDefault: 100_000, least: smallest });
  const sizes = [100, 1_000, 10_000, 100_000].filter((size) => size < most).concat(most);
  const figures: Figure[] = [];
  for (const { name, aimBytes } of ledgers) {
    const child = start(
      new URL('memory-jobs.ts', import.meta.url),
      [name, ...sizes.map(String)],
      ['--expose-gc'],
    );
    const results: Result[] = [];
    for (const _ of sizes) results.push(await hear(child, resultSchema));
    print(name, results);
    figures.push(...toFigures(name, aimBytes, results));
  }
  return figures;
}

function print(ledger: string, results: readonly Result[]): void {
  const table = new Table({
    head: [
      `${ledger} ledger, in flight`,
      'bytes per job',
      'CPU us of one more',
      'its ms, 50 at once',
    ],
    colAligns: ['right', 'right', 'right', 'right'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  for (const { jobs, bytes, usPerJob, wallMs } of results) {
    const cells = [toBytesPerJob(jobs, bytes), usPerJob.toFixed(0), wallMs.toFixed(1)];
    table.push([jobs.toLocaleString('en'), ...cells]);
  }
  console.log(table.toString());
  console.log(`All of it took ${results.at(-1)?.seconds.toFixed(0)} s.`);
}

function toBytesPerJob(jobs: number, bytes: number): string {
  return bytes < noiseBytes ? `below ${Math.ceil(noiseBytes / jobs)}` : (bytes / jobs).toFixed(0);
}

function toFigures(
  ledger: string,
  aimBytes: number,
  results: readonly Result[],
): readonly Figure[] {
  const first = results[0];
  const last = results.at(-1);
  if (first === undefined || last === undefined) return [];
  const jobs = last.jobs.toLocaleString('en');
  return [
    atMost(
      `${ledger}: memory of a job, ${jobs} in flight`,
      last.bytes / last.jobs,
      aimBytes,
      (bytes) => {
        return `${bytes.toFixed(0)} B`;
      },
    ),
    {
      what: `${ledger}: CPU of one more job, ${jobs} in flight against ${first.jobs}`,
      figure: `${(last.usPerJob / first.usPerJob).toFixed(2)}x`,
    },
  ];
}
