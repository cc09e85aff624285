// Three workers on one SQLite ledger, hostile vendors, and a kill every 300 ms: whatever happens,
// nothing is charged twice, nothing that was paid for is lost, and every job is settled.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { judge, printReport } from './crash/judge.ts';
import { bugs } from './crash/messages.ts';
import { runWorkers } from './crash/run-workers.ts';

const given = process.argv.slice(2);
const isCount = (argument: string): boolean => /^[1-9]\d*$/.test(argument);
const stranger = given.find(
  (argument) => !isCount(argument) && !bugs.some((name) => name === argument),
);
if (stranger !== undefined) {
  console.error(
    `crash: got "${stranger}"; allowed: a number of jobs, and one of ${bugs.join(', ')}`,
  );
  process.exit(2);
}
const count = Number(given.find(isCount) ?? 2_000);
const bug = bugs.find((name) => given.includes(name));

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
