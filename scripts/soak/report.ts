import Table from 'cli-table3';
import type { JobsVerdict } from './judge-jobs.ts';
import type { LoadRun } from './run-load.ts';
import type { Sample } from './sample.ts';
import { countResources } from './sample.ts';
import type { Check } from './to-checks.ts';

const plain = {
  chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
  style: { head: [], border: [] },
};
/** More rows than that say nothing more. */
const mostRows = 15;

export function toSampleTable(samples: readonly Sample[]): string {
  const columns = [
    'minute',
    'heap MB',
    'RSS MB',
    'resources',
    'files',
    'log MB',
    'jobs',
    'not final',
  ];
  const table = new Table({
    head: columns,
    colAligns: columns.map(() => 'right' as const),
    ...plain,
  });
  const every = Math.ceil(samples.length / mostRows);
  for (const [at, sample] of samples.entries()) {
    if ((at + 1) % every === 0) table.push(toCells(sample));
  }
  return table.toString();
}

function toCells(sample: Sample): string[] {
  return [
    sample.minutes.toFixed(1),
    sample.heapMb.toFixed(1),
    sample.rssMb.toFixed(0),
    String(countResources(sample)),
    String(sample.files ?? '?'),
    sample.walMb.toFixed(1),
    String(sample.submitted),
    String(sample.open),
  ];
}

export function toCheckTable(checks: readonly Check[]): string {
  const table = new Table({ head: ['second half and end', 'found', 'bound', ''], ...plain });
  for (const { what, found, bound, passed } of checks) {
    table.push([what, found, bound, passed ? 'passed' : 'FAILED']);
  }
  return table.toString();
}

export function describeLoad(run: LoadRun, { states }: JobsVerdict): string {
  const { steps, loopDelay, bill, events } = run;
  const ms = (divisor: number, value: number): string => `${(value / divisor).toFixed(1)} ms`;
  const line = (
    name: string,
    histogram: { percentile(at: number): number; max: number },
    divisor: number,
  ): string => {
    const [p50, p99] = [50, 99].map((at) => ms(divisor, histogram.percentile(at)));
    return `${name}: p50 ${p50}, p99 ${p99}, at most ${ms(divisor, histogram.max)}`;
  };
  return [
    line(`Own part of a step (${steps.count})`, steps, 1_000),
    line('Delay of the event loop', loopDelay, 1_000_000),
    `CPU per job: ${run.cpuMsPerJob.toFixed(2)} ms`,
    `Jobs: ${inWords(states)}`,
    `Vendors: ${bill.requests} requests, ${bill.webhooks} webhooks; faults: ${inWords(bill.faults)}`,
    `Events: ${inWords(events)}`,
  ].join('\n');
}

function inWords(counts: Readonly<Record<string, number | undefined>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ');
}
