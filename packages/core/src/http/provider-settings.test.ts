import { expect, test } from 'vitest';
import type { ProviderSettings } from './provider-settings.ts';
import { checkProviderSettings } from './provider-settings.ts';

const defaults = { id: 'acme', baseUrl: 'https://api.acme.example/v1' };

test('what is left out gets its default', () => {
  expect(checkProviderSettings({}, defaults)).toEqual({ ...defaults, timeoutMs: 60_000 });
});

test.each<ProviderSettings>([
  { id: 'acme-2' },
  { id: '2' },
  { id: 'a'.repeat(64) },
  { baseUrl: 'http://127.0.0.1:8080' },
  { timeoutMs: 1 },
])('%j is fine', (settings) => {
  expect(checkProviderSettings(settings, defaults)).toMatchObject(settings);
});

test.each<readonly [ProviderSettings, string]>([
  [{ id: '' }, 'id: got ""; allowed: 1 to 64 of a-z, 0-9 and -.'],
  [{ id: 'Acme' }, 'id: got "Acme"'],
  [{ id: '-a' }, 'id: got "-a"'],
  [{ id: 'a/b' }, 'id: got "a/b"'],
  [{ id: 'a\n' }, 'id: got "a\n"'],
  [{ id: 'a'.repeat(65) }, 'id: got'],
  [{ baseUrl: '' }, 'baseUrl of acme: allowed: an http(s) URL without credentials or query.'],
  [{ baseUrl: 'api.acme.example' }, 'baseUrl of acme'],
  [{ baseUrl: 'ftp://api.acme.example' }, 'baseUrl of acme'],
  [{ baseUrl: 'https://user:secret@api.acme.example' }, 'baseUrl of acme'],
  [{ baseUrl: 'https://:secret@api.acme.example' }, 'baseUrl of acme'],
  [{ baseUrl: 'https://api.acme.example?key=secret' }, 'baseUrl of acme'],
  [{ timeoutMs: 0 }, 'timeoutMs of acme: got 0; allowed: a number of milliseconds above 0.'],
  [{ timeoutMs: -1 }, 'timeoutMs of acme: got -1'],
  [{ timeoutMs: Number.NaN }, 'timeoutMs of acme: got NaN'],
  [{ timeoutMs: Number.POSITIVE_INFINITY }, 'timeoutMs of acme: got Infinity'],
])('%j is refused', (settings, message) => {
  const check = () => checkProviderSettings(settings, defaults);
  expect(check).toThrow(TypeError);
  expect(check).toThrow(message);
  expect(check).not.toThrow(/secret/);
});
