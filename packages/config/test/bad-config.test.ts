// What is wrong with a config is said in one message that names the file, the place and what is allowed.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VideoGatewayError } from '@vidgate/core';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/index.ts';
import { makeFolder, messageOf } from './folder.ts';

const env = { APIXO_API_KEY: 'canary-key-of-apixo' };
const apixo = { apixo: {} };

const settings =
  'ledger, archive, routing, fit, budget, onUnknownSubmit, onContentRejected, polling, webhooks, livePrices, keepFinishedForMs, lowBalanceUsd';
const routing =
  'sort, order, weights, only, ignore, maxUsd, allowFallbacks, maxWaitMs, patienceMs, valueOfTimeUsdPerSecond';
const common = 'use, apiKey, baseUrl, timeoutMs, headers, models, enabled';
const reference =
  "{ env: 'NAME' }, the name of an environment variable in capitals; a secret does not belong into a config file";

/** What a JSON file holds, and what is said about it after the file's name. */
const problems: readonly (readonly [string, unknown, string])[] = [
  [
    'an unknown field',
    { providers: apixo, rooting: {} },
    `rooting: unknown field; allowed: $schema, providers, ${settings}, profiles.`,
  ],
  [
    'a field in another spelling',
    { providers: apixo, routing: { max_usd: 1 } },
    `routing.max_usd: unknown field; allowed: ${routing}. Did you mean maxUsd?`,
  ],
  [
    'no providers',
    {},
    'providers: got nothing; allowed: an object of providers by id, or a list of them',
  ],
  [
    'an empty object of providers',
    { providers: {} },
    'providers: got {}; allowed: at least one provider',
  ],
  [
    'an empty list of providers',
    { providers: [] },
    'providers: got []; allowed: at least one provider',
  ],
  ['a list', [apixo], 'got a list; allowed: an object with $schema, providers,'],
  ['a text', 'apixo', 'got nothing; allowed: an object with providers'],
  ['null', null, 'got nothing; allowed: an object with providers'],
  [
    'a provider without settings',
    { providers: { apixo: null } },
    "providers.apixo: got null; allowed: an object of the provider's settings, {} at least",
  ],
  [
    'a listed provider without an adapter',
    { providers: [{ id: 'films' }] },
    'providers[0].use: got nothing; allowed: apixo, apiframe, aimlapi, fal, or the name of an installed package',
  ],
  [
    'an id in capitals',
    { providers: { Apixo: {} } },
    'providers.Apixo: this name is not allowed; allowed: 1 to 64 of a-z, 0-9 and -',
  ],
  [
    'an id twice',
    { providers: [{ use: 'apixo' }, { use: 'apixo' }] },
    'providers[1].id: got nothing; allowed: an id that is not "apixo", as an earlier provider has it',
  ],
  [
    "a vendor's name for another adapter",
    { providers: { apixo: { use: 'fal' } } },
    'providers.apixo.use: got "fal"; allowed: apixo; a provider with another adapter needs another id',
  ],
  [
    "another vendor's setting",
    { providers: { apixo: { usdPerCredit: 1 } } },
    `providers.apixo.usdPerCredit: unknown field; allowed: ${common}, routing.`,
  ],
  [
    'a vendor setting with an unknown word',
    { providers: { films: { use: 'apixo', routing: 'cheap' } } },
    'providers.films.routing: got "cheap"; allowed: auto, value, official',
  ],
  [
    'an address with credentials',
    { providers: { apixo: { baseUrl: 'https://me:canary@api.example' } } },
    'providers.apixo.baseUrl: got a text that is not shown here; allowed: an http(s) URL without credentials or query',
  ],
  [
    'a time-out of nothing',
    { providers: { apixo: { timeoutMs: 0 } } },
    'providers.apixo.timeoutMs: got 0; allowed: a number of milliseconds of at least 1',
  ],
  [
    'a key in the file',
    { providers: { apixo: { apiKey: 'canary-key' } } },
    `providers.apixo.apiKey: got a text that is not shown here; allowed: ${reference}`,
  ],
  [
    'a key in place of the variable',
    { providers: { apixo: { apiKey: { env: 'canary-key' } } } },
    "providers.apixo.apiKey.env: got a text that is not shown here; allowed: { env: 'NAME' }, the name of an environment variable in capitals",
  ],
  [
    'a secret header in the file',
    { providers: { apixo: { headers: { 'X-Team-Token': 'canary-token' } } } },
    "providers.apixo.headers.X-Team-Token: got a text that is not shown here; allowed: { env: 'NAME' }; a secret does not belong into a config file",
  ],
  [
    'a webhook key in the file',
    { providers: { apiframe: { webhookKeys: ['canary-key'] } } },
    `providers.apiframe.webhookKeys[0]: got a text that is not shown here; allowed: ${reference}`,
  ],
  [
    "a secret among a package's own settings",
    { providers: { kling: { use: 'my-adapter', secretKey: 'canary-secret' } } },
    "providers.kling.secretKey: got a text that is not shown here; allowed: { env: 'NAME' }; a secret does not belong into a config file",
  ],
  [
    'a negative price',
    { providers: { apixo: { models: { 'kling-2.5-turbo-pro': { prices: { 5: -0.3 } } } } } },
    'providers.apixo.models["kling-2.5-turbo-pro"].prices[5]: got -0.3; allowed: a number of dollars of at least 0',
  ],
  [
    'a price as a text',
    { providers: { apixo: { models: { m: { prices: { 5: '$0.30' } } } } } },
    'providers.apixo.models.m.prices[5]: got a text that is not shown here; allowed: a number of dollars of at least 0',
  ],
  [
    'a day in another form',
    { providers: { apixo: { models: { m: { pricesAsOf: '21.11.2026' } } } } },
    'providers.apixo.models.m.pricesAsOf: got "21.11.2026"; allowed: a day, YYYY-MM-DD',
  ],
  [
    'an unknown strategy',
    { providers: apixo, routing: { sort: 'cheapest' } },
    'routing.sort: got "cheapest"; allowed: price, availability, balanced',
  ],
  [
    'an unknown provider in an order',
    { providers: { apixo: {}, films: { use: 'apixo' } }, routing: { order: ['apixo', 'apxio'] } },
    'routing.order[1]: got "apxio"; allowed: one of apixo, films',
  ],
  [
    'an unknown provider in weights',
    { providers: apixo, routing: { weights: { fal: 20 } } },
    'routing.weights.fal: got 20; allowed: one of apixo',
  ],
  [
    'an unknown provider in a profile',
    { providers: apixo, profiles: { night: { routing: { only: ['fal'] } } } },
    'profiles.night.routing.only[0]: got "fal"; allowed: one of apixo',
  ],
  [
    'providers in a profile',
    { providers: apixo, profiles: { night: { providers: {} } } },
    `profiles.night.providers: unknown field; allowed: ${settings}.`,
  ],
  [
    'a cap of nothing',
    { providers: apixo, routing: { maxUsd: 0 } },
    'routing.maxUsd: got 0; allowed: a number of dollars above 0',
  ],
  [
    'a budget below nothing',
    { providers: apixo, budget: { perDayUsd: -1 } },
    'budget.perDayUsd: got -1; allowed: a number of dollars of at least 0',
  ],
  [
    'a word that is no fit',
    { providers: apixo, fit: 'loose' },
    'fit: got "loose"; allowed: adapt, strict',
  ],
  [
    'an unknown policy',
    { providers: apixo, onUnknownSubmit: 'resubmit' },
    'onUnknownSubmit: got "resubmit"; allowed: \'hold\' or { resubmit: { maxExtraUsdPerJob, maxExtraUsdPerDay, afterMs } }',
  ],
  [
    'a policy without its limits',
    { providers: apixo, onUnknownSubmit: { resubmit: { maxExtraUsdPerJob: 1 } } },
    'onUnknownSubmit.resubmit.maxExtraUsdPerDay: got nothing; allowed: a number of dollars of at least 0',
  ],
  [
    'an address with a token',
    { providers: apixo, webhooks: { baseUrl: 'https://example.com/?t=canary' } },
    'webhooks.baseUrl: got a text that is not shown here; allowed: an http(s) URL without credentials or query',
  ],
  [
    'live prices that are neither on nor off',
    { providers: apixo, livePrices: true },
    'livePrices: got true; allowed: false or { maxAgeMs }',
  ],
  [
    'jobs that are kept for less than a day',
    { providers: apixo, keepFinishedForMs: 5 },
    'keepFinishedForMs: got 5; allowed: a number of milliseconds of at least 86400000',
  ],
  [
    'a ledger in memory',
    { providers: apixo, ledger: ':memory:' },
    'ledger: got ":memory:"; allowed: the path of a file (jobs that are paid for do not belong into memory)',
  ],
];

test.each(problems)('%s', async (_name, config, problem) => {
  const cwd = makeFolder({ 'vidgate.config.json': JSON.stringify(config) });
  const message = await messageOf(cwd, () => loadConfig({ cwd, env }));
  expect(message.slice(0, `@/vidgate.config.json: ${problem}`.length)).toBe(
    `@/vidgate.config.json: ${problem}`,
  );
  expect(message).not.toContain('canary');
  expect(message).not.toContain('\n');
});

/** What a file of some name holds, and all that is said. */
const files: readonly (readonly [string, string, string, string])[] = [
  [
    'broken JSON, its text untold',
    'vidgate.config.json',
    '{\n  "apiKey": canary-key\n}',
    '@/vidgate.config.json:2:13: this is not JSON',
  ],
  ['an empty JSON file', 'vidgate.config.json', '', '@/vidgate.config.json:1:1: this is not JSON'],
  [
    'broken YAML, its text untold',
    'vidgate.config.yaml',
    'providers:\n  apixo:\n    apiKey: canary-key\n   x: 1\n',
    '@/vidgate.config.yaml:4:4: this is not YAML: bad indentation of a mapping entry',
  ],
  [
    'an alias in YAML that stands for nothing, its name untold',
    'vidgate.config.yaml',
    'a: *canary-key\n',
    '@/vidgate.config.yaml:1:15: this is not YAML: unidentified alias',
  ],
  [
    'a key twice in YAML',
    'vidgate.config.yaml',
    'fit: adapt\nfit: strict\n',
    '@/vidgate.config.yaml:2:1: this is not YAML: duplicated mapping key',
  ],
  [
    'an empty YAML file',
    'vidgate.config.yaml',
    '# nothing yet\n',
    '@/vidgate.config.yaml: got nothing; allowed: an object with providers and so on',
  ],
  [
    'a config that throws, its secrets untold',
    'vidgate.config.ts',
    'throw new Error(`no route for\n canary-key-of-apixo`);',
    '@/vidgate.config.ts: it throws: no route for [redacted]',
  ],
  [
    'a config whose function throws',
    'vidgate.config.ts',
    'const config = () => { throw new TypeError("no"); }; export { config as default };',
    '@/vidgate.config.ts: it throws: no',
  ],
  [
    'a config that throws no error',
    'vidgate.config.js',
    'throw 5;',
    '@/vidgate.config.js: it throws: 5',
  ],
  [
    'a config that is not TypeScript',
    'vidgate.config.ts',
    'const x = = 5;',
    '@/vidgate.config.ts: it throws: ParseError: Unexpected token @/vidgate.config.ts:1:10',
  ],
  [
    'a config that imports what is not there',
    'vidgate.config.ts',
    'import x from "not-there"; export { x as default };',
    "@/vidgate.config.ts: it throws: Cannot find module 'not-there'",
  ],
  [
    'a config that exports null',
    'vidgate.config.ts',
    'const config = null; export { config as default };',
    '@/vidgate.config.ts: got nothing; allowed: an object with providers and so on',
  ],
  [
    'a file of another kind',
    'vidgate.config.toml',
    '',
    '@/vidgate.config.toml: got a file of the kind ".toml"; allowed: .ts, .mts, .js, .mjs, .json, .yaml, .yml',
  ],
];

test.each(files)('%s', async (_name, name, text, message) => {
  const cwd = makeFolder({ [name]: text });
  expect(await messageOf(cwd, () => loadConfig({ cwd, env }))).toBe(message);
});

test('several problems are told at once, a line each', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml': 'providers: { apixo: {} }\nfit: loose\nrouting: { maxUsd: -1 }\n',
  });
  expect((await messageOf(cwd, () => loadConfig({ cwd, env }))).split('\n')).toEqual([
    '@/vidgate.config.yaml: routing.maxUsd: got -1; allowed: a number of dollars above 0',
    '@/vidgate.config.yaml: fit: got "loose"; allowed: adapt, strict',
  ]);
});

test('two configs in one folder are too many', async () => {
  const cwd = makeFolder({ 'vidgate.config.ts': '', 'vidgate.config.json': '' });
  expect(await messageOf(cwd, () => loadConfig({ cwd, env }))).toBe(
    '@: there are vidgate.config.json and vidgate.config.ts; keep one of them, or say which.',
  );
});

test('a file that is named and not there, or of another kind, or no file, is refused', async () => {
  const cwd = makeFolder({ 'vidgate.config.yaml': 'providers: { apixo: {} }' });
  mkdirSync(join(cwd, 'folder.json'));
  const refuse = (file: string) => messageOf(cwd, () => loadConfig({ cwd, env, file }));
  expect(await refuse('none.json')).toBe('@/none.json: no such file');
  expect(await refuse('notes.txt')).toContain(
    '@/notes.txt: got a file of the kind ".txt"; allowed',
  );
  expect(await refuse('folder.json')).toBe('@/folder.json: it cannot be read (EISDIR)');
});

test('an unknown profile is refused with those that there are', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml': 'providers: { apixo: {} }\nprofiles: { night: {} }\n',
  });
  expect(await messageOf(cwd, () => loadConfig({ cwd, env, profile: 'nite' }))).toBe(
    '@/vidgate.config.yaml: profile: got "nite"; allowed: cheapest, safest, fastest, night',
  );
});

test('every refusal is an error of the code configuration by which nothing was spent', async () => {
  const cwd = makeFolder({ 'vidgate.config.json': '{}' });
  const error: unknown = await loadConfig({ cwd, env }).catch((thrown: unknown) => thrown);
  expect(VideoGatewayError.isInstance(error) && error.toJSON()).toMatchObject({
    code: 'configuration',
    outcome: 'rejected',
    charged: 'no',
  });
});
