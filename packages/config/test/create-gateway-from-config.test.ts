import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway } from '@vidgate/core';
import { memoryLedger } from '@vidgate/core';
import { createGuardedFetch } from '@vidgate/core/download';
import { fakeProvider } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import {
  createGatewayFromConfig,
  defineConfig,
  loadConfig,
  toGatewaySettings,
} from '../src/index.ts';
import { makeFolder, messageOf } from './folder.ts';

const env = { APIXO_API_KEY: 'canary-key-of-apixo' };
const request = { prompt: 'dawn breaks over the ridge' };

async function candidatesOf(gateway: Gateway): Promise<readonly string[]> {
  const { candidates } = await gateway.plan(request);
  return candidates.map(({ provider }) => provider);
}

test('a config file becomes a gateway whose ledger lies beside it, made at the first use', async () => {
  const root = makeFolder({
    '.git/HEAD': '',
    'vidgate.config.yaml':
      'providers: { apixo: {}, fal: {} }\nrouting: { order: [fal] }\nlivePrices: false\n',
    'deep/below/readme': '',
  });
  const loaded = await loadConfig({ cwd: join(root, 'deep/below'), env });
  await using gateway = await createGatewayFromConfig(loaded, { env });
  expect(existsSync(join(root, '.vidgate'))).toBe(false);
  expect(await candidatesOf(gateway)).toEqual(['fal', 'apixo']);
  expect(existsSync(join(root, '.vidgate/ledger.db'))).toBe(true);
});

test('a config may be written in code', async () => {
  const folder = makeFolder();
  const config = defineConfig({
    providers: { apixo: {}, films: { use: 'apixo' } },
    ledger: join(folder, 'deep/jobs.db'),
    routing: { weights: { films: 1 } },
  });
  await using gateway = await createGatewayFromConfig(config, { env });
  expect(await candidatesOf(gateway)).toEqual(['films', 'apixo']);
  expect(existsSync(join(folder, 'deep/jobs.db'))).toBe(true);
});

test('overrides go before the config', async () => {
  const cwd = makeFolder({ 'vidgate.config.yaml': 'providers: { apixo: {} }\n' });
  const loaded = await loadConfig({ cwd, env });
  const overrides = { ledger: memoryLedger(), providers: [fakeProvider({ id: 'fake' })] };
  await using gateway = await createGatewayFromConfig(loaded, { env, overrides });
  expect(await candidatesOf(gateway)).toEqual(['fake']);
  expect(existsSync(join(cwd, '.vidgate'))).toBe(false);
});

test('a provider that is switched off is left out of routing, too', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml': `
providers: { apixo: { enabled: false }, fal: {}, apiframe: {} }
routing: { order: [apixo, apiframe], ignore: [apixo], weights: { apixo: 1, fal: 1 }, only: [apixo, fal] }
`,
  });
  const settings = await toGatewaySettings(await loadConfig({ cwd, env }), { env });
  expect(settings.routing).toEqual({
    order: ['apiframe'],
    ignore: [],
    weights: { fal: 1 },
    only: ['fal'],
  });
});

test('what only a switched off provider may do, nobody does', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml':
      'providers: { apixo: { enabled: false }, fal: {} }\nrouting: { only: [apixo] }\n',
  });
  await using gateway = await createGatewayFromConfig(await loadConfig({ cwd, env }), { env });
  expect(await candidatesOf(gateway)).toEqual([]);
});

test('everything that a file says reaches the gateway', async () => {
  const same = {
    fit: 'strict',
    budget: { perDayUsd: 5, perDayUsdBy: { key: 'tenant', usd: 2, overrides: { acme: 20 } } },
    onUnknownSubmit: { resubmit: { afterMs: 0, maxExtraUsdPerJob: 0.3, maxExtraUsdPerDay: 3 } },
    onContentRejected: 'try-others',
    polling: { firstDelayMs: 1, intervalMs: 2, maxIntervalMs: 3, deadlineMs: 4 },
    webhooks: { baseUrl: 'https://example.com/hooks' },
    livePrices: { maxAgeMs: 1000 },
    keepFinishedForMs: 86_400_000,
    lowBalanceUsd: 0,
  };
  const text = JSON.stringify({
    $schema: './s.json',
    providers: { apixo: {} },
    profiles: {},
    ...same,
  });
  const cwd = makeFolder({ 'vidgate.config.json': text });
  const settings = await toGatewaySettings(await loadConfig({ cwd, env }), { env });
  const { providers, ledger, routing, archive, ...rest } = settings;
  expect(rest).toEqual(same);
  expect([routing, archive]).toEqual([undefined, undefined]);
});

test('an archive lies beside its file', async () => {
  const cwd = makeFolder({ 'vidgate.config.yaml': 'providers: { apixo: {} }\narchive: videos\n' });
  const { archive } = await toGatewaySettings(await loadConfig({ cwd, env }), { env });
  const clip = { jobId: 'job', index: 0, url: 'http://example.com/not-guarded.mp4' };
  const { signal } = new AbortController();
  const options = { signal, fetch: createGuardedFetch({}), onProgress: () => {} };
  const refused = archive?.store(clip, options);
  await expect(refused).rejects.toMatchObject({ name: 'VideoGatewayError' });
  expect(existsSync(join(cwd, 'videos'))).toBe(true);
});

test('without any provider nothing is made, and it says what to set', async () => {
  const nobody = makeFolder();
  const off = makeFolder({ 'vidgate.config.yaml': 'providers: { apixo: { enabled: false } }\n' });
  const refuse = async (cwd: string) => {
    const loaded = await loadConfig({ cwd, env: {} });
    return messageOf(cwd, () => createGatewayFromConfig(loaded, { env: {} }));
  };
  expect(await refuse(nobody)).toBe(
    'No config file was found, and none of APIXO_API_KEY, APIFRAME_API_KEY, AIMLAPI_API_KEY, FAL_API_KEY is set.',
  );
  expect(await refuse(off)).toBe(
    '@/vidgate.config.yaml: providers: all have enabled: false; allowed: at least one that has not',
  );
});

test('a wrong config in code, and what core refuses, are errors with their source', async () => {
  const wrong = { providers: { apixo: {} }, routing: { maxUsd: -1 } };
  expect(await messageOf('@', () => createGatewayFromConfig(wrong, { env }))).toBe(
    'config: routing.maxUsd: got -1; allowed: a number of dollars above 0',
  );
  const overrides = { ledger: memoryLedger(), heartbeatMs: -1 };
  expect(
    await messageOf('@', () =>
      createGatewayFromConfig({ providers: { apixo: {} } }, { env, overrides }),
    ),
  ).toBe('config: heartbeatMs: got -1; allowed: a number of milliseconds of at least 0.');
});

test('a folder that cannot be made is said at the first use, and tried again at the next', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml': 'providers: { apixo: {} }\nledger: a/jobs.db\n',
  });
  writeFileSync(join(cwd, 'a'), 'no folder');
  const { ledger } = await toGatewaySettings(await loadConfig({ cwd, env }), { env });
  onTestFinished(() => ledger.close());
  await expect(ledger.load('job')).rejects.toMatchObject({
    code: 'ledger-unavailable',
    message: `The folder of the ledger "${join(cwd, 'a/jobs.db')}" cannot be made (EEXIST).`,
  });
  rmSync(join(cwd, 'a'));
  mkdirSync(join(cwd, 'a'));
  expect(await ledger.load('job')).toBeUndefined();
});
