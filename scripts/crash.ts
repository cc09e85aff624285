// Three workers on one SQLite ledger, hostile vendors, and a kill every 300 ms: whatever happens,
// nothing is charged twice, nothing that was paid for is lost, and every job is settled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, printReport } from './crash/judge.ts';
import { bugs } from './crash/messages.ts';
import { runWorkers } from './crash/run-workers.ts';

const count = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 2_000);
const bug = bugs.find((name) => process.argv.includes(name));
if (process.argv[2] !== undefined && !Number.isInteger(count)) {
  throw new TypeError(`crash: allowed: a number of jobs, and one of ${bugs.join(', ')}`);
}

const folder = mkdtempSync(join(tmpdir(), 'vidgate-crash-'));
try {
  const file = join(folder, 'ledger.db');
  const run = await runWorkers({ file, count, bug });
  const verdict = await judge(file, run.tasks, count);
  printReport(run, verdict);
  const safe = verdict.chargedTwice === 0 && verdict.lost === 0 && verdict.unsettled === 0;
  process.exitCode = safe ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
