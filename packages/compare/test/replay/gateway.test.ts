import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway, VideoRequestInput } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { Recording } from '../../src/replay/record-answers.ts';
import { recordAnswers } from '../../src/replay/record-answers.ts';
import { replayAnswers } from '../../src/replay/replay-answers.ts';
import { drawPicture, temporaryFolder } from '../media/clips.ts';
import type { SimulatedVendors } from './simulated-vendors.ts';
import { gatewayOver, simulateVendors } from './simulated-vendors.ts';

const picture = await drawPicture('crimson', 'orange');
const requests: readonly VideoRequestInput[] = [
  { prompt: 'dawn breaks over the ridge' },
  { prompt: 'dawn breaks over the ridge', duration: 10, cfgScale: 0.5 },
  { prompt: 'the picture wakes', startFrame: picture },
];
const noKeys = ['no-key-at-all', 'no-key-at-all', 'no-key-at-all'];
const providers = ['apixo', 'apiframe', 'aimlapi'];

/** What a comparison sees of each request at each provider. */
async function compare(gateway: Gateway, folder: string): Promise<unknown[]> {
  const outcomes: unknown[] = [];
  for (const request of requests) {
    for (const provider of providers) {
      const routing = { only: [provider] };
      const { id } = await gateway.submit(request, { routing });
      const job = await gateway.wait(id);
      const { state, cost, attempts } = job;
      const path = join(folder, `${outcomes.length}.mp4`);
      if (state === 'succeeded') await (await gateway.video(id)).save(path);
      const bytes = state === 'succeeded' ? (await readFile(path)).toString('hex') : undefined;
      outcomes.push({
        state,
        cost,
        bytes,
        tasks: attempts.map(({ task, error, provider }) => ({ task, error, provider })),
      });
    }
  }
  return outcomes;
}

function recordVendors(folder: string, { clock, vendors, network }: SimulatedVendors): Recording {
  const secrets = vendors.map(({ apiKey }) => apiKey);
  return recordAnswers({ folder, secrets, clock, ...network });
}

async function record(folder: string, simulated = simulateVendors()) {
  const recording = recordVendors(folder, simulated);
  const keys = simulated.vendors.map(({ apiKey }) => apiKey);
  const outcomes = await compare(gatewayOver(recording, keys, simulated), await temporaryFolder());
  expect(recording.problems).toEqual([]);
  return { outcomes, keys, simulated };
}

async function filesOf(folder: string): Promise<Record<string, string>> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = names
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  const contents = await Promise.all(paths.map((path) => readFile(path, 'latin1')));
  return Object.fromEntries(
    paths.map((path, index) => [path.slice(folder.length), contents[index] ?? '']),
  );
}

test('a comparison is replayed through a whole gateway, without a vendor and without a key', async () => {
  const folder = await temporaryFolder();
  const { outcomes, simulated } = await record(folder);
  expect(outcomes).toHaveLength(9);
  for (const outcome of outcomes) expect(outcome).toMatchObject({ state: 'succeeded' });
  const asked = simulated.asked();

  const replay = replayAnswers({ folder });
  const gateway = gatewayOver(replay, noKeys, replay.clock);
  expect(await compare(gateway, await temporaryFolder())).toEqual(outcomes);
  expect(replay.missed).toEqual([]);
  expect(simulated.asked()).toBe(asked);
});

test('failures are replayed as they were', async () => {
  const folder = await temporaryFolder();
  const simulated = simulateVendors();
  const [apixo, apiframe, aimlapi] = simulated.vendors;
  apixo?.inject({ name: 'task-fails' });
  apiframe?.inject({ name: 'insufficient-balance' });
  aimlapi?.inject({ name: 'rate-limited' });
  const { outcomes } = await record(folder, simulated);
  const states = outcomes.map((outcome) => Object(outcome).state);
  expect(states).toContain('failed');

  const replay = replayAnswers({ folder });
  const gateway = gatewayOver(replay, noKeys, replay.clock);
  expect(await compare(gateway, await temporaryFolder())).toEqual(outcomes);
});

test('no key is in any file of a recording, and the clips are there once', async () => {
  const folder = await temporaryFolder();
  const { keys } = await record(folder);
  const files = await filesOf(folder);
  const all = JSON.stringify(files);
  expect(keys).toHaveLength(3);
  for (const key of keys) {
    const forms = [key, encodeURIComponent(key), Buffer.from(key).toString('base64').slice(0, -4)];
    for (const form of forms) expect(all).not.toContain(form);
  }
  expect(all).not.toMatch(/authorization|x-api-key/i);
  expect(Object.keys(files).filter((name) => name.endsWith('.mp4'))).toHaveLength(1);
});

test('the same comparison recorded twice has the same files', async () => {
  const [first, second] = [await temporaryFolder(), await temporaryFolder()];
  await record(first);
  await record(second);
  expect(await filesOf(second)).toEqual(await filesOf(first));
});

test('a request that was not recorded fails with its name, and nobody is asked', async () => {
  const folder = await temporaryFolder();
  const { simulated } = await record(folder);
  const asked = simulated.asked();
  const replay = replayAnswers({ folder });
  const gateway = gatewayOver(replay, noKeys, replay.clock);
  const generated = gateway.generate({ prompt: 'another' }, { routing: { only: ['apixo'] } });
  await expect(generated).rejects.toMatchObject({
    message: expect.stringContaining(
      `The recording ${folder} does not answer POST https://api.apixo.ai`,
    ),
  });
  expect(replay.missed).toHaveLength(1);
  expect(simulated.asked()).toBe(asked);
});
