import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
} from '@vidgate/simulator';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { ConfigCheck } from '../src/index.ts';
import { checkConfig, loadConfig } from '../src/index.ts';
import { makeFolder } from './folder.ts';

interface World {
  readonly vendors: ReturnType<typeof createVendors>;
  readonly check: (config: unknown, online?: boolean) => Promise<ConfigCheck>;
}

function createVendors() {
  return {
    apixo: createApixoSimulator(),
    apiframe: createApiframeSimulator(),
    aimlapi: createAimlapiSimulator(),
  };
}

/** The vendors, and what is in the environment of whoever checks. */
function setup(env: Readonly<Record<string, string>> = {}): World {
  const vendors = createVendors();
  vi.stubGlobal('fetch', async (input: string | URL | Request, init?: RequestInit) => {
    const { origin } = new URL(input instanceof Request ? input.url : input);
    const vendor = Object.values(vendors).find(({ origins }) => origins.includes(origin));
    if (vendor === undefined) throw new Error(`Nobody answers for ${origin}.`);
    return await vendor.fetch(input, init);
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  const keys = {
    APIXO_API_KEY: vendors.apixo.apiKey,
    APIFRAME_API_KEY: vendors.apiframe.apiKey,
    AIMLAPI_API_KEY: vendors.aimlapi.apiKey,
    ...env,
  };
  const check = async (config: unknown, online = false) => {
    const files = { 'vidgate.config.json': JSON.stringify(config) };
    const cwd = makeFolder(config === undefined ? {} : files);
    return checkConfig(await loadConfig({ cwd, env: keys }), { env: keys, online });
  };
  return { vendors, check };
}

test('a check tells what a provider can do, and asks nobody', async () => {
  const { vendors, check } = setup();
  const { providers, missingKeys, ok } = await check({ providers: { apixo: {} } });
  expect(providers).toEqual([
    {
      id: 'apixo',
      vendor: 'apixo',
      enabled: true,
      keyVariable: 'APIXO_API_KEY',
      hasKey: true,
      models: ['kling-2.5-turbo-pro'],
      capabilities: [
        'kling-2.5-turbo-pro: text to video; a start frame; an end frame; 5 or 10 s; 16:9, 9:16, 1:1; a negative prompt; cfg in steps of 0.1',
        'kling-2.5-turbo-pro: $0.30 for 5 s (from, 2026-11-21), $0.60 for 10 s (from, 2026-11-21)',
        'a submit whose answer was lost can be settled by its webhook',
        'unsigned webhooks',
        'nobody says whether failed tasks are charged; does not tell what a task has cost',
        'frames are taken as addresses',
        'results can be fetched for 24 h',
      ],
    },
  ]);
  expect([missingKeys, ok]).toEqual([[], true]);
  expect(vendors.apixo.requests).toEqual([]);
});

test('a missing key is named once, and makes a check fail', async () => {
  const { check } = setup();
  const shop = { use: 'apixo', apiKey: { env: 'SHOP_KEY' } };
  const { providers, missingKeys, ok } = await check({
    providers: { shop, shop2: shop, aimlapi: {}, fal: { enabled: false } },
  });
  expect(providers.map(({ id, enabled, hasKey }) => [id, enabled, hasKey])).toEqual([
    ['shop', true, false],
    ['shop2', true, false],
    ['aimlapi', true, true],
    ['fal', false, false],
  ]);
  expect([missingKeys, ok]).toEqual([['SHOP_KEY'], false]);
});

test('online, the free calls are made and nothing is billed', async () => {
  const { vendors, check } = setup();
  const providers = { apixo: {}, apiframe: {}, aimlapi: {}, fal: { enabled: false } };
  const { providers: checked, ok } = await check({ providers }, true);
  expect(ok).toBe(true);
  expect(checked.map(({ id, calls }) => [id, calls?.map(({ call }) => call)])).toEqual([
    ['apixo', ['balance']],
    ['apiframe', ['balance', 'prices']],
    ['aimlapi', ['balance', 'prices']],
    ['fal', undefined],
  ]);
  const answers = checked.flatMap(({ calls = [] }) => calls.map(({ answer }) => answer));
  expect(answers[0]).toMatch(/^\$\d+\.\d\d$/);
  expect(answers[1]).toMatch(/^\$\d+\.\d+, \d+ credits$/);
  expect(answers[2]).toMatch(/^kling-2\.5-turbo-pro 5 s \$0\.\d+, kling-2\.5-turbo-pro 10 s/);
  expect(Object.values(vendors).map(({ bill }) => bill.charges)).toEqual([0, 0, 0]);
});

test('a refused key is an answer, told without the key', async () => {
  const { check } = setup({ APIXO_API_KEY: 'canary-of-a-wrong-key' });
  const checked = await check({ providers: { apixo: {} } }, true);
  expect(checked.ok).toBe(false);
  expect(checked.providers[0]?.calls).toMatchObject([
    { call: 'balance', ok: false, code: 'authentication' },
  ]);
  expect(JSON.stringify(checked)).not.toContain('canary');
});

test('without a key only what is public is asked for', async () => {
  const { vendors, check } = setup({ APIFRAME_API_KEY: '' });
  const { providers } = await check({ providers: { apiframe: {} } }, true);
  expect(providers[0]?.calls?.map(({ call, ok }) => [call, ok])).toEqual([['prices', true]]);
  expect(vendors.apiframe.requests).toHaveLength(1);
});

test('without a file all vendors are listed, and those without a key are off', async () => {
  const { check } = setup({ APIFRAME_API_KEY: '', AIMLAPI_API_KEY: '' });
  const { source, file, providers, missingKeys, ok } = await check(undefined);
  expect([source, file, missingKeys, ok]).toEqual(['defaults', undefined, [], true]);
  expect(providers.map(({ id, enabled, models }) => [id, enabled, models.length])).toEqual([
    ['apixo', true, 1],
    ['apiframe', false, 1],
    ['aimlapi', false, 1],
    ['fal', false, 1],
  ]);
});

test('a check without anybody to ask is not ok', async () => {
  const { check } = setup();
  expect((await check({ providers: { apixo: { enabled: false } } })).ok).toBe(false);
});
