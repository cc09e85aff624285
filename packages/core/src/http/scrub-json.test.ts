import { expect, test } from 'vitest';
import { Secret } from '../secret.ts';
import { scrubJson } from './scrub-json.ts';

const secret = new Secret('hostile-key-0123456789');

test('a secret is removed wherever it stands', () => {
  const body: unknown = JSON.parse(
    '{"a":["x hostile-key-0123456789"],"__proto__":"hostile-key-0123456789","n":1}',
  );
  expect(JSON.stringify(scrubJson(body, secret))).toBe(
    '{"a":["x [redacted]"],"__proto__":"[redacted]","n":1}',
  );
  expect(scrubJson('hostile-key-0123456789', secret)).toBe('[redacted]');
});

test.each([undefined, null, 0, true])('%s stays what it is', (value) => {
  expect(scrubJson(value, secret)).toBe(value);
});

test('nesting deeper than the stack is no error', () => {
  const levels = 200_000;
  const body: unknown = JSON.parse(`${'['.repeat(levels)}"x"${']'.repeat(levels)}`);
  expect(scrubJson(body, secret)).toBe(body);
});
