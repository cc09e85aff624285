// Jobs at a fixed rate on local vendors with faults, through one gateway with SQLite and webhooks:
// memory and handles stay level, everything ends or is held, each video is charged exactly once.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { start } from './bench/child.ts';
import { writePage } from './bench/performance-page.ts';
import { judgeJobs } from './soak/judge-jobs.ts';
import { describeLoad, toCheckTable, toSampleTable } from './soak/report.ts';
import { runLoad } from './soak/run-load.ts';
import { countRefused, toChecks } from './soak/to-checks.ts';

const title = 'Ten minutes of load';
const meaning = `Jobs arrive at a fixed rate and go to three simulated vendors over real HTTP, which report the ends of
tasks to a webhook server here. A fault strikes each second (refused, broken and hanging polls, late
answers, 429, failing tasks), and each 10 s the answer to a paid call is lost, at one vendor after the
other. A vendor that is only tried now and then meets one each time and stays out, and hundreds of jobs
go at once when one is back; a job that has failed at one vendor while the others stay out fails, unpaid.
Each row is this process after a forced collection: *resources* is what keeps it alive (sockets, timers,
servers), *files* its open file descriptors, *log* what SQLite has not yet moved into the database. *Own
part of a step* is the time from what a step waited for (its job read, the vendor's answer) until its
outcome is on the disk. Growth is that of a straight line through the samples of the second half.
\`--leak\` makes the run itself leak, and then it fails.`;

const settings = readSettings(process.argv.slice(2));
if (settings === undefined) process.exitCode = 2;
else process.exitCode = (await soak(settings)) ? 0 : 1;

interface SoakSettings {
  readonly minutes: number;
  readonly rate: number;
  readonly leaks: boolean;
  readonly writes: boolean;
}

function readSettings(args: readonly string[]): SoakSettings | undefined {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        rate: { type: 'string', default: '20' },
        leak: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
      },
    });
    const [given = '10', stranger] = positionals;
    if (stranger !== undefined) throw new TypeError(`got "${stranger}"`);
    const minutes = toPositive('minutes', given);
    const rate = toPositive('--rate', values.rate);
    return { minutes, rate, leaks: values.leak, writes: values.write };
  } catch (error) {
    const problem = error instanceof Error ? error.message : 'wrong arguments';
    console.error(
      `soak: ${problem}; allowed: [minutes] [--rate JOBS_PER_SECOND] [--leak] [--write]`,
    );
    return undefined;
  }
}

function toPositive(name: string, text: string): number {
  const value = Number(text);
  if (Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`${name}: got "${text}", a number above 0 is needed`);
}

async function soak({ minutes, rate, leaks, writes }: SoakSettings): Promise<boolean> {
  if (globalThis.gc === undefined) throw new Error('soak needs node --expose-gc.');
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-soak-'));
  const file = join(folder, 'ledger.db');
  const vendors = start(new URL('soak/vendors.ts', import.meta.url));
  try {
    const onSample = ({
      minutes: at,
      heapMb,
      open,
    }: {
      minutes: number;
      heapMb: number;
      open: number;
    }): void => {
      console.error(
        `minute ${at.toFixed(1)}: heap ${heapMb.toFixed(1)} MB, ${open} jobs not final`,
      );
    };
    const run = await runLoad({ file, vendors, minutes, rate, leaks, onSample });
    const jobs = await judgeJobs(file, run.submitted - countRefused(run), run.bill);
    const checks = toChecks(run, jobs);
    const passed = checks.every((check) => check.passed);
    const output = [
      `${minutes} minutes at ${rate} jobs per second`,
      toSampleTable(run.samples),
      describeLoad(run, jobs),
      toCheckTable(checks),
      passed ? 'The soak passed.' : 'The soak FAILED.',
    ].join('\n');
    console.log(output);
    for (const example of jobs.examples) console.error(JSON.stringify(example));
    const command = `npx -y pnpm@12 soak ${minutes} --rate ${rate}`;
    const section = { name: 'soak', title, meaning, command, output };
    if (writes) await writePage([section], new Date());
    return passed;
  } finally {
    vendors.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}
