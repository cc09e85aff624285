import type { LoadedConfig, VidgateConfig } from '@vidgate/config';
import { expect, test } from 'vitest';
import type { Sandbox } from './sandbox.ts';
import { readSandbox } from './sandbox.ts';
import { toSandboxed } from './to-sandboxed.ts';

const sandbox: Sandbox = {
  baseUrls: { apixo: 'http://127.0.0.1:1/api/v1', fal: 'http://127.0.0.1:2' },
  allowHosts: ['127.0.0.1:1', '127.0.0.1:2'],
  folder: '/sandbox',
  pollMs: 50,
};

const loaded = (config: VidgateConfig): LoadedConfig => ({ config, source: 'vidgate.config.json' });

test('providers meet the simulated vendors with their keys, by id and in a list', () => {
  const own = { apiKey: { env: 'FILMS_KEY' }, headers: { 'x-proxy': 'secret' }, timeoutMs: 5 };
  const simulated = {
    baseUrl: 'http://127.0.0.1:1/api/v1',
    apiKey: { env: 'APIXO_API_KEY' },
    timeoutMs: 5,
  };
  const byId = toSandboxed(loaded({ providers: { apixo: own } }), sandbox);
  expect(byId.config.providers).toEqual({ apixo: simulated });
  const listed = [{ ...own, id: 'films', use: 'apixo' }];
  const inList = toSandboxed(loaded({ providers: listed }), sandbox);
  expect(inList.config.providers).toEqual({ films: { ...simulated, use: 'apixo' } });
});

test('nothing of a sandbox reaches the world or the real ledger', () => {
  const { config } = toSandboxed(
    loaded({
      providers: { fal: {}, mine: { use: 'somebodys-adapter' } },
      ledger: 'real.db',
      archive: 'films',
      webhooks: { baseUrl: 'https://films.example/hooks' },
      routing: { ignore: ['mine'] },
    }),
    sandbox,
  );
  expect(config).toEqual({
    providers: {
      fal: { baseUrl: 'http://127.0.0.1:2', apiKey: { env: 'FAL_API_KEY' } },
      mine: { use: 'somebodys-adapter', enabled: false },
    },
    ledger: '/sandbox/ledger.db',
    archive: '/sandbox/archive',
    routing: { ignore: ['mine'] },
  });
});

test('a configuration that no simulated vendor stands for is refused', () => {
  const config = { providers: { mine: { use: 'somebodys-adapter' } } };
  expect(() => toSandboxed(loaded(config), sandbox)).toThrow(
    'vidgate.config.json: no simulated vendor stands for somebodys-adapter; the sandbox has apixo, fal',
  );
});

test('what a sandbox has written is read back', () => {
  expect(readSandbox({ VIDGATE_SANDBOX: JSON.stringify(sandbox) })).toEqual(sandbox);
  expect(readSandbox({})).toBeUndefined();
  expect(readSandbox({ VIDGATE_SANDBOX: '' })).toBeUndefined();
});

test.each([
  ['no JSON', 'yes'],
  ['no address', JSON.stringify({ ...sandbox, baseUrls: { apixo: 'nowhere' } })],
  ['a host out in the world', JSON.stringify({ ...sandbox, allowHosts: ['example.com:443'] })],
  ['something more', JSON.stringify({ ...sandbox, real: true })],
])('%s is refused: going on would ask real vendors', (_, value) => {
  expect(() => readSandbox({ VIDGATE_SANDBOX: value })).toThrow(/^VIDGATE_SANDBOX: .*Unset it/);
});
