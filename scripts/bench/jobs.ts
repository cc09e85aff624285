import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger, VideoProvider } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createApixo } from '@vidgate/provider-apixo';
import { fakeProvider } from '@vidgate/testkit';
import Table from 'cli-table3';
import { z } from 'zod';
import { hear, start } from './child.ts';
import type { Figure } from './figure.ts';
import { atMost } from './figure.ts';
import type { Measured, Way } from './measure-ways.ts';
import { measureWays, repeat } from './measure-ways.ts';
import { fetchByHand } from './peer/fetch-by-hand.ts';
import { generateWithAiSdk } from './peer/generate-with-ai-sdk.ts';
import { submitAndPoll } from './peer/submit-and-poll.ts';
import { apixoWire } from './peer/vendor-wire.ts';
import { readCount } from './read-count.ts';

const workers = 64;
const pollMs = 100;
const loop = 'adapter in a loop';
const throughMemory = 'gateway, memory';
const throughSqlite = 'gateway, SQLite';
const aimRatio = { [throughMemory]: 1.15, [throughSqlite]: 1.4 };
const aimCpuMs = 2;

const vendorSchema = z.object({ baseUrl: z.string(), apiKey: z.string() });
const countSchema = z.object({ requests: z.number(), charges: z.number() });

/**
 * What a job costs through the gateway, against the same adapter in a loop written by hand, bare
 * `fetch` and the AI SDK. Takes the number of jobs and of rounds.
 */
export async function benchJobs(args: readonly string[]): Promise<readonly Figure[]> {
  const jobs = readCount('bench jobs', args[0], { byDefault: 512 });
  const rounds = readCount('bench jobs', args[1], { byDefault: 5 });
  const child = start(new URL('jobs-vendor.ts', import.meta.url));
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-bench-'));
  const count = async (): Promise<z.output<typeof countSchema>> => {
    child.send('count');
    return await hear(child, countSchema);
  };
  try {
    const vendor = await hear(child, vendorSchema);
    const provider = createApixo(vendor);
    const openFile = (): Ledger => sqliteLedger(join(folder, `${crypto.randomUUID()}.db`));
    const run = (job: () => Promise<unknown>): Promise<void> =>
      repeat(job, { count: jobs, workers });
    const ways = new Map<string, Way>([
      ['bare fetch', () => run(() => fetchByHand(vendor, pollMs))],
      [loop, () => run(() => submitAndPoll(provider, pollMs))],
      ['AI SDK', () => run(() => generateWithAiSdk(apixoWire, vendor, { pollMs }))],
      [throughMemory, () => throughGateway(provider, memoryLedger(), run)],
      [throughSqlite, () => throughGateway(provider, openFile(), run)],
    ]);
    const measured = await measureWays(ways, rounds, async () => (await count()).requests);
    const { charges } = await count();
    print(measured, jobs);
    console.log(`Charges for ${jobs * ways.size * (rounds + 1)} jobs, all rounds: ${charges}`);
    const perSecond = await measureThroughput(openFile());
    console.log(`Durable jobs per second, SQLite, 512 at once: ${perSecond.toFixed(0)}`);
    return [
      ...toFigures(measured, jobs),
      { what: 'durable jobs per second, SQLite', figure: perSecond.toFixed(0) },
    ];
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(measured: ReadonlyMap<string, Measured>, jobs: number): void {
  const table = new Table({
    head: [`${jobs} jobs, ${workers} at once`, 'wall ms', 'of the loop', 'CPU ms', 'requests'],
    colAligns: ['left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const [name, { ms, cpuMs, requests }] of measured) {
    const cells = [ms.toFixed(0), ofLoop(name, measured).toFixed(2), (cpuMs / jobs).toFixed(2)];
    table.push([name, ...cells, (requests / jobs).toFixed(2)]);
  }
  console.log(table.toString());
  console.log('CPU and requests are per job.');
}

function ofLoop(name: string, measured: ReadonlyMap<string, Measured>): number {
  return (measured.get(name)?.ms ?? Number.NaN) / (measured.get(loop)?.ms ?? Number.NaN);
}

function toFigures(measured: ReadonlyMap<string, Measured>, jobs: number): readonly Figure[] {
  const cpuMs = (name: string): number => (measured.get(name)?.cpuMs ?? Number.NaN) / jobs;
  const ratios = Object.entries(aimRatio).map(([name, aim]) => {
    const what = `${name}: time of the hand-written loop`;
    return atMost(what, ofLoop(name, measured), aim, (ratio) => `${ratio.toFixed(2)}x`);
  });
  const cpu = Object.keys(aimRatio).map((name) =>
    atMost(`${name}: CPU per job`, cpuMs(name), aimCpuMs, (ms) => `${ms.toFixed(2)} ms`),
  );
  const others = ['bare fetch', loop, 'AI SDK'].map((name) => ({
    what: `${name}: CPU per job`,
    figure: `${cpuMs(name).toFixed(2)} ms`,
  }));
  return [...ratios, ...cpu, ...others];
}

/** From submit to success, every step on the disk, at a vendor in memory that is done at once. */
async function measureThroughput(ledger: Ledger): Promise<number> {
  await using gateway = createGateway({
    providers: [fakeProvider({ runMs: 0, balanceUsd: 1_000_000 })],
    ledger,
    polling: { firstDelayMs: 0 },
  });
  const count = 4_096;
  const startedAt = performance.now();
  await repeat(() => gateway.generate({ prompt: 'dawn over the ridge' }), { count, workers: 512 });
  return (count / (performance.now() - startedAt)) * 1_000;
}

async function throughGateway(
  provider: VideoProvider,
  ledger: Ledger,
  run: (job: () => Promise<unknown>) => Promise<void>,
): Promise<void> {
  await using gateway = createGateway({
    providers: [provider],
    ledger,
    polling: { firstDelayMs: pollMs, intervalMs: pollMs },
  });
  await run(() => gateway.generate({ prompt: 'dawn over the ridge' }));
}
