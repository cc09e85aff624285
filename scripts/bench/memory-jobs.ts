// Brings 100,000 jobs to a vendor that never finishes, and says what each costs in this process.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModelOffer, VideoProvider } from '@vidgate/core';
import { createGateway, defaultModel, memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { z } from 'zod';

const jobCount = 100_000;
const atOnce = 500;

const offer: ModelOffer = {
  model: defaultModel,
  vendorModels: { textToVideo: 'quiet' },
  capabilities: {
    textToVideo: true,
    startFrame: false,
    endFrame: false,
    durations: [5],
    aspectRatios: ['16:9'],
    aspectRatioWithStartFrame: false,
    negativePrompt: false,
    cfgScale: false,
  },
  prices: [
    { duration: 5, usdMicros: 300_000, certainty: 'exact', source: 'settings', asOf: 'now' },
  ],
  latency: [],
};

let accepted = 0;
/** Keeps nothing itself, unlike the fakes of the tests. */
const provider: VideoProvider = {
  id: 'quiet',
  vendor: 'quiet',
  offers: [offer],
  optionsSchema: z.strictObject({}),
  traits: {
    idempotentSubmit: false,
    webhooks: 'none',
    failedTasksCharged: 'no',
    reportsCost: false,
    frameSources: ['url'],
    rejectedStatuses: [],
    limits: {},
  },
  prepare: ({ model, prompt, duration, aspectRatio }) => ({
    model,
    body: { prompt, duration, aspect_ratio: aspectRatio },
    headers: {},
    adaptations: [],
  }),
  async submit({ model }) {
    accepted += 1;
    return { task: { id: `task-${accepted}`, model } };
  },
  poll: async () => ({ state: 'running', vendorState: 'processing' }),
  taskFromId: (id, model) => ({ id, model }),
};

const folder = mkdtempSync(join(tmpdir(), 'vidgate-bench-'));
const gateway = createGateway({
  providers: [provider],
  ledger: process.argv[2] === 'SQLite' ? sqliteLedger(join(folder, 'jobs.db')) : memoryLedger(),
  polling: { firstDelayMs: 600_000, intervalMs: 600_000 },
});
const startedAt = performance.now();
const before = usedBytes();
for (let first = 0; first < jobCount; first += atOnce) {
  const prompts = Array.from(
    { length: atOnce },
    (_, at) => `a prompt of the usual length ${first + at}`,
  );
  await Promise.all(prompts.map((prompt) => gateway.submit({ prompt })));
}
while (accepted < jobCount) await new Promise((resolve) => setTimeout(resolve, 100));
await new Promise((resolve) => setTimeout(resolve, 2_000));
process.send?.({
  jobs: jobCount,
  seconds: (performance.now() - startedAt) / 1000,
  bytesPerJob: (usedBytes() - before) / jobCount,
});
rmSync(folder, { recursive: true, force: true });
process.exit();

function usedBytes(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
