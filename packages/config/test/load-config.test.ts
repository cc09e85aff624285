import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/index.ts';
import { makeFolder } from './folder.ts';

const env = {};
const yaml = 'providers:\n  apixo: {}\nrouting:\n  maxUsd: 0.4\n';
const config = { providers: { apixo: {} }, routing: { maxUsd: 0.4 } };
const code = `{ providers: { apixo: {} }, routing: { maxUsd: 0.4 } }`;

const kinds: readonly (readonly [string, string])[] = [
  ['vidgate.config.yaml', yaml],
  ['vidgate.config.yml', yaml],
  ['vidgate.config.json', JSON.stringify(config)],
  ['vidgate.config.js', `const config = ${code}; export { config as default };`],
  ['vidgate.config.mjs', `const config = ${code}; export { config as default };`],
  ['vidgate.config.ts', `const config: object = ${code}; export { config as default };`],
  [
    'vidgate.config.mts',
    `enum Usd { cap = 0.4 } const config = ${code.replace('0.4', 'Usd.cap')}; export { config as default };`,
  ],
];

test.each(kinds)('%s is found and read', async (name, text) => {
  const cwd = makeFolder({ [name]: text });
  const file = join(cwd, name);
  expect(await loadConfig({ cwd, env })).toEqual({ config, file, source: file });
});

const codes: readonly (readonly [string, string])[] = [
  ['a function', `const config = () => (${code}); export { config as default };`],
  [
    'an asynchronous function',
    `const config = async () => (${code}); export { config as default };`,
  ],
  ['a promise', `const config = Promise.resolve(${code}); export { config as default };`],
  [
    'defineConfig, without an installed copy',
    `import { defineConfig } from '@vidgate/config'; const config = defineConfig(${code}); export { config as default };`,
  ],
  ['another file', `import { config } from './shared.ts'; export { config as default };`],
];

test.each(codes)('a TypeScript file may use %s', async (_name, text) => {
  const cwd = makeFolder({
    'vidgate.config.ts': text,
    'shared.ts': `export const config: object = ${code};`,
  });
  expect((await loadConfig({ cwd, env })).config).toEqual(config);
});

test('a list of providers may be given instead of an object', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml': 'providers:\n  - use: apixo\n  - { id: films, use: apixo }\n',
  });
  expect((await loadConfig({ cwd, env })).config.providers).toEqual([
    { use: 'apixo' },
    { id: 'films', use: 'apixo' },
  ]);
});

test('within a repository a file above is found, and the nearest one wins', async () => {
  const root = makeFolder({
    '.git/HEAD': '',
    'vidgate.config.yaml': yaml,
    'a/vidgate.config.yaml': yaml,
    'a/b/c/readme': '',
    'd/readme': '',
  });
  const find = async (cwd: string) => (await loadConfig({ cwd: join(root, cwd), env })).file;
  expect(await find('a/b/c')).toBe(join(root, 'a/vidgate.config.yaml'));
  expect(await find('d')).toBe(join(root, 'vidgate.config.yaml'));
});

test('nothing above the repository is read, and without one nothing above at all', async () => {
  const outer = makeFolder({
    'vidgate.config.yaml': yaml,
    'repository/.git/HEAD': '',
    'repository/a/readme': '',
    'plain/readme': '',
  });
  for (const folder of ['repository/a', 'plain']) {
    expect((await loadConfig({ cwd: join(outer, folder), env })).source).toBe('defaults');
  }
});

test('a file that is named is taken, whatever it is called', async () => {
  const cwd = makeFolder({
    'vidgate.config.yaml': yaml,
    'conf/night.json': '{"providers":{"fal":{}}}',
  });
  const loaded = await loadConfig({ cwd, env, file: 'conf/night.json' });
  expect(loaded).toEqual({
    config: { providers: { fal: {} } },
    file: join(cwd, 'conf/night.json'),
    source: join(cwd, 'conf/night.json'),
  });
});

test('a profile lies on top of the file', async () => {
  const text = `${yaml}profiles:\n  night:\n    routing: { sort: availability }\n`;
  const cwd = makeFolder({ 'vidgate.config.yaml': text });
  const loaded = await loadConfig({ cwd, env, profile: 'night' });
  expect(loaded.profile).toBe('night');
  expect(loaded.config.routing).toEqual({ maxUsd: 0.4, sort: 'availability' });
});

test('without a file the vendors are used whose key is set, and the ledger is here', async () => {
  const cwd = makeFolder();
  const keys = { APIFRAME_API_KEY: 'canary-key-0001', FAL_API_KEY: ' ' };
  const loaded = await loadConfig({ cwd, env: keys, profile: 'safest' });
  expect(loaded).toEqual({
    config: {
      providers: {
        apixo: { enabled: false },
        apiframe: {},
        aimlapi: { enabled: false },
        fal: { enabled: false },
      },
      ledger: join(cwd, '.vidgate/ledger.db'),
      routing: { sort: 'availability' },
      onUnknownSubmit: 'hold',
      fit: 'strict',
    },
    profile: 'safest',
    source: 'defaults',
  });
  expect(inspect(loaded, { depth: 9 })).not.toContain('canary');
});

test('neither a dotenv file, nor an rc file, nor package.json, nor another file is read', async () => {
  const cwd = makeFolder({
    'vidgate.config.json': JSON.stringify({ providers: { apixo: {} } }),
    '.env': 'VIDGATE_CONFIG_TEST=1',
    '.vidgaterc': 'fit=strict',
    'package.json': '{"vidgate":{"fit":"strict"}}',
  });
  expect((await loadConfig({ cwd, env })).config).toEqual({ providers: { apixo: {} } });
  expect(process.env['VIDGATE_CONFIG_TEST']).toBeUndefined();
});
