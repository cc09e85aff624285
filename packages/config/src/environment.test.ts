import { expect, test } from 'vitest';
import { isReference, isSecretName, readVariable, scrub } from './environment.ts';

test.each([
  ['a value', 'key-1', 'key-1'],
  ['a value with blanks around it, as a copy from a page has', ' key-1\n', 'key-1'],
  ['an empty text', '', undefined],
  ['blanks', ' \t', undefined],
  ['nothing', undefined, undefined],
])('%s of the environment is read', (_what, value, read) => {
  expect(readVariable({ APIXO_API_KEY: value }, 'APIXO_API_KEY')).toBe(read);
});

test.each([
  [{ env: 'APIXO_API_KEY' }, true],
  [{ env: 1 }, false],
  [{ env: 'APIXO_API_KEY', more: 1 }, false],
  [{}, false],
  [null, false],
  ['env', false],
])('%o is a reference: %s', (value, is) => {
  expect(isReference(value)).toBe(is);
});

test.each([
  ['APIXO_API_KEY', true],
  ['password', true],
  ['Authorization', true],
  ['baseUrl', false],
])('%s is likely to name a secret: %s', (name, is) => {
  expect(isSecretName(name)).toBe(is);
});

test('secrets of the environment are cut from a foreign text, words that are short stay', () => {
  const env = { FILM_TOKEN: 'canary-123', PASSWORD: 'ridge', HOME: '/home/canary-of-nobody' };
  const clean = scrub('the ridge at /home/canary-of-nobody refused canary-123', env);
  expect(clean).toMatch(/^the ridge at \/home\/canary-of-nobody refused (?!.*canary-123)/);
});
