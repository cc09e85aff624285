import { fork } from 'node:child_process';
import { once } from 'node:events';
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

const jobCount = 512;
const atOnce = 64;
const rounds = 5;
const pollMs = 100;

const vendorSchema = z.object({ baseUrl: z.string(), apiKey: z.string() });
type Vendor = z.output<typeof vendorSchema>;
type Way = () => Promise<void>;

/** What a job costs through the gateway, against the same adapter in a loop written by hand. */
export async function benchJobs(): Promise<void> {
  const child = fork(new URL('jobs-vendor.ts', import.meta.url), {
    execArgv: ['--conditions=@vidgate/source'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-bench-'));
  try {
    const [message] = await once(child, 'message');
    const vendor = vendorSchema.parse(message);
    const provider = createApixo(vendor);
    let files = 0;
    const ways: Readonly<Record<string, Way>> = {
      'bare fetch': () => runAll(() => fetchByHand(vendor)),
      'adapter in a loop': () => runAll(() => submitAndPoll(provider)),
      'gateway, memory': () => throughGateway(provider, memoryLedger()),
      'gateway, SQLite': () => {
        files += 1;
        return throughGateway(provider, sqliteLedger(join(folder, `${files}.db`)));
      },
    };
    await report(ways);
    await reportThroughput(() => sqliteLedger(join(folder, 'throughput.db')));
  } finally {
    child.kill();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function report(ways: Readonly<Record<string, Way>>): Promise<void> {
  const results = new Map<string, { readonly ms: number; readonly cpuMs: number }[]>();
  // In turns, so that a busy machine is busy for all; the first round only warms up.
  for (let round = 0; round <= rounds; round += 1) {
    for (const [name, way] of Object.entries(ways)) {
      const result = await measure(way);
      if (round > 0) results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
  const table = new Table({
    head: [`${jobCount} jobs, ${atOnce} at once`, 'wall ms', 'of the loop', 'CPU ms per job'],
    style: { head: [], border: [] },
  });
  const byHand = median((results.get('adapter in a loop') ?? []).map(({ ms }) => ms));
  for (const [name, measured] of results) {
    const ms = median(measured.map((result) => result.ms));
    const cpuMs = median(measured.map((result) => result.cpuMs)) / jobCount;
    table.push([name, ms.toFixed(0), (ms / byHand).toFixed(2), cpuMs.toFixed(2)]);
  }
  console.log(table.toString());
}

/** From submit to success, every step on the disk, at a vendor in memory that is done at once. */
async function reportThroughput(open: () => Ledger): Promise<void> {
  await using gateway = createGateway({
    providers: [fakeProvider({ runMs: 0, balanceUsd: 1_000_000 })],
    ledger: open(),
    polling: { firstDelayMs: 0 },
  });
  const count = 4_096;
  const startedAt = performance.now();
  await runAll(
    async () => {
      await gateway.generate({ prompt: 'dawn over the ridge' });
    },
    count,
    512,
  );
  const perSecond = (count / (performance.now() - startedAt)) * 1_000;
  console.log(`Durable jobs per second, SQLite, 512 at once: ${perSecond.toFixed(0)}`);
}

async function measure(way: Way): Promise<{ readonly ms: number; readonly cpuMs: number }> {
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  await way();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  return { ms, cpuMs: (user + system) / 1000 };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

async function runAll(job: () => Promise<void>, count = jobCount, workers = atOnce): Promise<void> {
  let left = count;
  const worker = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await job();
    }
  };
  await Promise.all(Array.from({ length: workers }, worker));
}

async function throughGateway(provider: VideoProvider, ledger: Ledger): Promise<void> {
  await using gateway = createGateway({
    providers: [provider],
    ledger,
    polling: { firstDelayMs: pollMs, intervalMs: pollMs },
  });
  await runAll(async () => {
    await gateway.generate({ prompt: 'dawn over the ridge' });
  });
}

async function submitAndPoll(provider: VideoProvider): Promise<void> {
  const request = {
    prompt: 'dawn over the ridge',
    model: 'kling-2.5-turbo-pro',
    duration: 5,
    aspectRatio: '16:9',
    metadata: {},
    providerOptions: {},
  };
  const prepared = provider.prepare(request, { attemptId: crypto.randomUUID() });
  const { task } = await provider.submit(prepared);
  for (;;) {
    await sleep(pollMs);
    if ((await provider.poll(task)).state === 'succeeded') return;
  }
}

async function fetchByHand({ baseUrl, apiKey }: Vendor): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const input = { mode: 'text-to-video', prompt: 'dawn', duration: 5, aspect_ratio: '16:9' };
  const body = JSON.stringify({ request_type: 'async', input });
  const model = 'kling-2-5-turbo-pro';
  const submitted = await fetch(`${baseUrl}/generateTask/${model}`, {
    method: 'POST',
    headers,
    body,
  });
  const { taskId } = submittedSchema.parse(await submitted.json()).data;
  for (;;) {
    await sleep(pollMs);
    const polled = await fetch(`${baseUrl}/statusTask/${model}?taskId=${taskId}`, { headers });
    if (polledSchema.parse(await polled.json()).data.state === 'success') return;
  }
}

const submittedSchema = z.object({ data: z.object({ taskId: z.string() }) });
const polledSchema = z.object({ data: z.object({ state: z.string() }) });

async function sleep(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
