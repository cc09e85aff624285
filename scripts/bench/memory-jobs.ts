// Brings more and more jobs to a vendor that never finishes, and says at each size what a job takes
// in this process and what a further job costs, from submit to success.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGateway, memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { repeat } from './measure-ways.ts';
import { median } from './median.ts';
import { createQuietProvider, doneAtOnce } from './quiet-provider.ts';

const [ledgerName = 'memory', ...sizes] = process.argv.slice(2);
/** So many submits share their commits. */
const atOnce = 2_000;
const probes = { rounds: 5, count: 400, workers: 50 };

const folder = mkdtempSync(join(tmpdir(), 'vidgate-bench-'));
const provider = createQuietProvider();
const gateway = createGateway({
  providers: [provider],
  ledger: ledgerName === 'SQLite' ? sqliteLedger(join(folder, 'jobs.db')) : memoryLedger(),
  // Each is polled once, and then only long after the end of this.
  polling: { firstDelayMs: 0, intervalMs: 3_600_000, deadlineMs: 36_000_000 },
});
const startedAt = performance.now();
// What is loaded, compiled and remembered once is not what a job takes.
for (let warmUp = 0; warmUp < 3; warmUp += 1) await probe();
let inFlight = 0;
let bytes = 0;
for (const size of sizes.map(Number)) {
  // Finished jobs of the probes lie in the memory ledger too, so only the filling is weighed.
  const before = usedBytes();
  await fillTo(size);
  bytes += usedBytes() - before;
  const { usPerJob, wallMs } = await probe();
  const seconds = (performance.now() - startedAt) / 1000;
  process.send?.({ jobs: size, seconds, bytes, usPerJob, wallMs });
}
rmSync(folder, { recursive: true, force: true });
process.exit();

async function fillTo(size: number): Promise<void> {
  while (inFlight < size) {
    const more = Math.min(atOnce, size - inFlight);
    const first = inFlight;
    inFlight += more;
    const prompts = Array.from(
      { length: more },
      (_, at) => `a prompt of the usual length ${first + at}`,
    );
    await Promise.all(prompts.map((prompt) => gateway.submit({ prompt })));
  }
  while (provider.polled < size) await sleep(100);
  // The last answers are still on their way to the ledger.
  await sleep(1_000);
}

/** Further jobs that are done at once, while all the others are in flight. */
async function probe(): Promise<{ readonly usPerJob: number; readonly wallMs: number }> {
  const cpu: number[] = [];
  const wall: number[] = [];
  for (let round = 0; round < probes.rounds; round += 1) {
    const cpuBefore = process.cpuUsage();
    const wallBefore = performance.now();
    await repeat(() => gateway.generate({ prompt: doneAtOnce }), probes);
    const { user, system } = process.cpuUsage(cpuBefore);
    cpu.push((user + system) / probes.count);
    wall.push((performance.now() - wallBefore) / (probes.count / probes.workers));
  }
  return { usPerJob: median(cpu), wallMs: median(wall) };
}

function usedBytes(): number {
  // Twice: the first leaves what only weak references still knew.
  globalThis.gc?.();
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
