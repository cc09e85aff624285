import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { VendorSimulator } from '@vidgate/simulator';
import { createAimlapiSimulator, createApiframeSimulator } from '@vidgate/simulator';
import type { SimulatorServer } from '@vidgate/simulator/server';
import { serveSimulator } from '@vidgate/simulator/server';
import { expect, test } from 'vitest';
import { loadRun } from '../src/run/run-folder.ts';
import { fakeVideo, sharedFastPorts } from './run-setup.ts';

const worker = fileURLToPath(new URL('run-killed-worker.ts', import.meta.url));

interface Vendor {
  readonly simulator: VendorSimulator;
  readonly server: SimulatorServer;
}

/** Vendors that outlive the processes that ask them. */
async function setup() {
  const since = Date.now();
  const clock = sharedFastPorts(since);
  const settings = { clock, runMs: 30_000, renderClip: async () => fakeVideo };
  const toVendor = async (simulator: VendorSimulator): Promise<Vendor> => ({
    simulator,
    server: await serveSimulator(simulator),
  });
  const apiframe = await toVendor(createApiframeSimulator(settings));
  const aimlapi = await toVendor(createAimlapiSimulator({ ...settings, logLagMs: 1_000 }));
  const folder = mkdtempSync(join(tmpdir(), 'vidgate-killed-'));
  const about = ({ simulator, server }: Vendor) => ({
    baseUrl: server.baseUrl,
    apiKey: simulator.apiKey,
  });
  const words = JSON.stringify({
    folder: join(folder, 'run'),
    since,
    allowHosts: [apiframe, aimlapi].map(({ server }) => new URL(server.url).host),
    apiframe: about(apiframe),
    aimlapi: about(aimlapi),
  });
  return {
    folder: join(folder, 'run'),
    apiframe: apiframe.simulator,
    aimlapi: aimlapi.simulator,
    start: () =>
      spawn(process.execPath, ['--conditions=@vidgate/source', worker, words], {
        stdio: ['ignore', 'pipe', 'inherit'],
      }),
    async [Symbol.asyncDispose]() {
      await Promise.all([apiframe.server.close(), aimlapi.server.close()]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves when a process is gone; kills it as soon as `isTime`, looked at all the time. */
async function killWhen(
  child: ChildProcess,
  isTime: (said: string) => boolean,
): Promise<{ readonly said: string; readonly killed: boolean }> {
  let said = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const { promise, resolve } = Promise.withResolvers<boolean>();
  child.once('close', (_code, signal) => resolve(signal === 'SIGKILL'));
  const looking = setInterval(() => isTime(said) && child.kill('SIGKILL'), 1);
  const killed = await promise;
  clearInterval(looking);
  return { said, killed };
}

test('a run that is killed at any moment pays for every sample once', {
  timeout: 60_000,
}, async () => {
  await using world = await setup();
  const { apiframe, aimlapi } = world;
  const tasks = (): number => apiframe.bill.lines.length + aimlapi.bill.lines.length;
  const submits = (): number =>
    [...apiframe.requests, ...aimlapi.requests].filter(({ operation }) => operation === 'submit')
      .length;
  const moments: readonly ((said: string) => boolean)[] = [
    // The vendor has just made a task, and its answer is on the way.
    () => tasks() >= 1,
    // A submit has arrived.
    () => submits() >= 4,
    // A sample is over, and others are under way.
    (said) => said.includes('ended'),
    () => tasks() >= 8,
  ];
  for (const isTime of moments) {
    expect(await killWhen(world.start(), isTime)).toMatchObject({ killed: true });
  }
  const { said } = await killWhen(world.start(), () => false);
  expect(said).toContain('over whole');
  const run = await loadRun(world.folder);
  // Killed between its intent and its request, a sample may never have been sent, and nobody can tell:
  // it is held, unless it can be sent again for free, as at Apiframe.
  const statesAt = (vendor: string): readonly string[] =>
    run.samples.filter(({ provider }) => provider === vendor).map(({ state }) => state);
  expect(statesAt('apiframe')).toEqual(Array.from({ length: 6 }, () => 'succeeded'));
  const succeeded = statesAt('aimlapi').filter((state) => state === 'succeeded').length;
  expect(statesAt('aimlapi').filter((state) => state === 'held')).toHaveLength(6 - succeeded);
  expect(succeeded).toBeGreaterThan(0);
  expect(apiframe.bill.lines).toHaveLength(6);
  expect(aimlapi.bill.lines.length).toBeGreaterThanOrEqual(succeeded);
  expect(aimlapi.bill.lines.length).toBeLessThanOrEqual(6);
  for (const { state } of [...apiframe.bill.lines, ...aimlapi.bill.lines]) {
    expect(state).toBe('charged');
  }
  expect(new Set(run.samples.map(({ jobId }) => jobId)).size).toBe(12);
});
