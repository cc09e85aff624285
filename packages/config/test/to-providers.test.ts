import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import type { VideoProvider } from '@vidgate/core';
import { createApixoSimulator } from '@vidgate/simulator';
import { expect, onTestFinished, test, vi } from 'vitest';
import { loadConfig, toProviders } from '../src/index.ts';
import { makeFolder, messageOf } from './folder.ts';

const films = 'canary-key-of-films-0001';
const shop = 'canary-key-of-shop-0002';
const env = { APIXO_FILMS_KEY: films, APIXO_SHOP_KEY: shop, APIXO_API_KEY: films };

const packages = {
  '@acme/vidgate-adapter': 'acme-adapter',
  'named-adapter': 'named-adapter',
  'vague-adapter': 'vague-adapter',
  'broken-adapter': 'broken-adapter',
};

/** A folder with a config, in which somebody has installed adapters. */
function setup(config: unknown): string {
  const cwd = makeFolder({ 'vidgate.config.json': JSON.stringify(config) });
  for (const [name, fixture] of Object.entries(packages)) {
    const installed = join(cwd, 'node_modules', name);
    mkdirSync(dirname(installed), { recursive: true });
    symlinkSync(fileURLToPath(new URL(`./fixtures/${fixture}`, import.meta.url)), installed);
  }
  return cwd;
}

async function make(config: unknown): Promise<readonly VideoProvider[]> {
  return toProviders(await loadConfig({ cwd: setup(config), env }), { env });
}

test('each vendor has its adapter, in the order of the file', async () => {
  const providers = await make({ providers: { fal: {}, aimlapi: {}, apixo: {}, apiframe: {} } });
  expect(providers.map(({ id, vendor }) => [id, vendor])).toEqual([
    ['fal', 'fal'],
    ['aimlapi', 'aimlapi'],
    ['apixo', 'apixo'],
    ['apiframe', 'apiframe'],
  ]);
});

test('two accounts at one vendor are two providers, each with its own key', async () => {
  const apixo = createApixoSimulator({ apiKeys: [films, shop] });
  vi.stubGlobal('fetch', apixo.fetch);
  onTestFinished(() => void vi.unstubAllGlobals());
  const providers = await make({
    providers: {
      films: { use: 'apixo', apiKey: { env: 'APIXO_FILMS_KEY' } },
      shop: { use: 'apixo', apiKey: { env: 'APIXO_SHOP_KEY' }, headers: { 'x-shop': 'yes' } },
    },
  });
  for (const provider of providers) await provider.account?.balance?.();
  const sent = apixo.requests.map(({ headers }) => [headers['authorization'], headers['x-shop']]);
  expect(sent).toEqual([
    [`Bearer ${films}`, undefined],
    [`Bearer ${shop}`, 'yes'],
  ]);
});

test('what is not enabled is not made, installed or not', async () => {
  const providers = await make({
    providers: { apixo: {}, fal: { enabled: false }, kling: { use: 'not-there', enabled: false } },
  });
  expect(providers.map(({ id }) => id)).toEqual(['apixo']);
});

test("a vendor's own settings reach its adapter", async () => {
  const [apiframe, fal] = await make({
    providers: {
      apiframe: {
        usdPerCredit: 0.1,
        guidanceField: 'guidance_scale',
        webhookKeys: [{ env: 'APIXO_SHOP_KEY' }],
      },
      fal: {
        webhooks: { publicKeys: ['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'] },
        timeoutMs: 5000,
        models: { 'kling-2.5-turbo-pro': { prices: { 5: 0.31 }, pricesAsOf: '2026-11-21' } },
      },
    },
  });
  expect(apiframe?.offers[0]?.prices[0]?.usdMicros).toBe(400_000);
  expect(fal?.traits).toMatchObject({ webhooks: 'signed', submitTimeoutMs: 5000 });
  expect(fal?.offers[0]?.prices).toContainEqual({
    duration: 5,
    usdMicros: 310_000,
    certainty: 'exact',
    source: 'settings',
    asOf: '2026-11-21',
  });
});

test('an adapter may be a package beside the config, with secrets in place of references', async () => {
  const [kling] = await make({
    providers: {
      kling: {
        use: '@acme/vidgate-adapter',
        apiKey: { env: 'APIXO_FILMS_KEY' },
        secretKey: { env: 'APIXO_SHOP_KEY' },
        quality: 'high',
        headers: { 'x-team': { env: 'APIXO_SHOP_KEY' }, 'x-plain': 'yes' },
      },
    },
  });
  expect(kling).toMatchObject({ id: 'kling', vendor: 'acme' });
  const settings: unknown = Reflect.get(kling ?? {}, 'settings');
  expect(settings).toEqual({
    id: 'kling',
    apiKey: expect.any(Function),
    secretKey: shop,
    quality: 'high',
    headers: { 'x-team': shop, 'x-plain': 'yes' },
  });
});

test('of several factories createProvider is taken', async () => {
  const [kling] = await make({ providers: { kling: { use: 'named-adapter' } } });
  expect(kling).toMatchObject({ id: 'kling', vendor: 'acme' });
});

const kling = (settings: object): object => ({
  providers: { kling: { use: '@acme/vidgate-adapter', ...settings } },
});

/** What is said after the file's name. */
const refusals: readonly (readonly [string, unknown, string])[] = [
  [
    'a vendor that nobody knows',
    { providers: { apxio: {} } },
    'providers.apxio.use: no adapter "apxio" is installed; allowed: apixo, apiframe, aimlapi, fal, or the name of an installed package',
  ],
  [
    'a path in place of a package',
    { providers: { kling: { use: './adapter.js' } } },
    'providers.kling.use: no adapter "./adapter.js" is installed; allowed: apixo, apiframe, aimlapi, fal, or the name of an installed package',
  ],
  [
    'a package with two factories',
    { providers: { kling: { use: 'vague-adapter' } } },
    'providers.kling.use: the package "vague-adapter" exports createOne, createOther; needed: a function createProvider, or exactly one whose name begins with create',
  ],
  [
    'a setting that a package refuses',
    kling({ quality: 'none' }),
    'providers.kling: quality: got "none"; allowed: high, low.',
  ],
  [
    'a package that throws a secret',
    kling({ quality: 'secret' }),
    'providers.kling: no such account: [redacted]',
  ],
  [
    'a package that makes no provider',
    kling({ quality: 'nothing' }),
    'providers.kling.use: the factory of "@acme/vidgate-adapter" returns no provider',
  ],
  [
    'a package that takes another id',
    kling({ quality: 'own-id' }),
    'providers.kling.use: the factory of "@acme/vidgate-adapter" was given the id "kling" and took "acme"',
  ],
  [
    'a header whose variable is not set',
    { providers: { apixo: { headers: { 'x-team': { env: 'TEAM' } } } } },
    'providers.apixo.headers.x-team: the environment variable TEAM is not set',
  ],
  [
    'a key that fal could not have made',
    { providers: { fal: { webhooks: { publicKeys: ['short'] } } } },
    'providers.fal: webhooks.publicKeys of fal: got "short"; allowed: 32 bytes in base64url, the member x of a key.',
  ],
  [
    'a new model without its ids',
    { providers: [{ use: 'apixo', models: { 'kling-9': { prices: { 5: 1 } } } }] },
    'providers[0]: models["kling-9"] is new, so it needs vendorModels',
  ],
];

test.each(refusals)('%s is refused', async (_name, config, problem) => {
  const cwd = setup(config);
  const loaded = await loadConfig({ cwd, env });
  const message = await messageOf(cwd, () => toProviders(loaded, { env }));
  const expected = `@/vidgate.config.json: ${problem}`;
  expect(message.slice(0, expected.length)).toBe(expected);
});

test('a package that fails while it is loaded says why', async () => {
  const cwd = setup({ providers: { kling: { use: 'broken-adapter' } } });
  const loaded = await loadConfig({ cwd, env });
  expect(await messageOf(cwd, () => toProviders(loaded, { env }))).toContain(
    'providers.kling.use: the package "broken-adapter" throws: ',
  );
});

test('keys are in neither a loaded config nor its providers', async () => {
  const providers = { films: { use: 'apixo', apiKey: { env: 'APIXO_FILMS_KEY' } }, apiframe: {} };
  const cwd = setup({ providers });
  const keys = { ...env, APIFRAME_API_KEY: shop };
  const loaded = await loadConfig({ cwd, env: keys });
  const made = await toProviders(loaded, { env: keys });
  for (const value of [loaded, made]) {
    expect(inspect(value, { depth: 20, showHidden: true })).not.toContain('canary');
    expect(JSON.stringify(value)).not.toContain('canary');
  }
  expect(inspect(loaded, { depth: 20 })).toContain('APIXO_FILMS_KEY');
});

test('a key is read when it is needed, so it may be set later and be missing until then', async () => {
  const apixo = createApixoSimulator({ apiKeys: [films] });
  vi.stubGlobal('fetch', apixo.fetch);
  onTestFinished(() => void vi.unstubAllGlobals());
  const cwd = setup({ providers: { apixo: {}, films: { use: 'apixo', apiKey: { env: 'LATE' } } } });
  const late: Record<string, string> = {};
  const providers = await toProviders(await loadConfig({ cwd, env: late }), { env: late });
  for (const provider of providers) {
    const refused = await provider.account?.balance?.().catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'authentication', provider: provider.id });
  }
  expect(apixo.requests).toEqual([]);
  late['APIXO_API_KEY'] = films;
  late['LATE'] = films;
  for (const provider of providers) {
    expect(await provider.account?.balance?.()).toMatchObject({ usdMicros: expect.any(Number) });
  }
});
