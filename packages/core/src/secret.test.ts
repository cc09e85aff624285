import { Console } from 'node:console';
import { PassThrough } from 'node:stream';
import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from './secret.ts';

const value = 'sk-live/+7&=%42';
const secret = new Secret(value);

const ways: readonly (readonly [string, () => unknown])[] = [
  ['a template string', () => `${secret}`],
  ['String()', () => String(secret)],
  ['a joined list', () => [secret].join()],
  ['JSON.stringify', () => JSON.stringify({ key: secret, list: [secret] })],
  ['util.inspect', () => inspect(secret)],
  [
    'util.inspect of what holds it',
    () => inspect({ a: { b: [secret] } }, { depth: 9, showHidden: true }),
  ],
  [
    'util.inspect without custom inspection',
    () => inspect({ secret }, { customInspect: false, showHidden: true }),
  ],
  ['util.format', () => format('%s %o %j %O', secret, secret, { secret }, secret)],
  ['Object.keys', () => Object.keys(secret)],
  ['Reflect.ownKeys', () => Reflect.ownKeys(secret).map((key) => Reflect.get(secret, key))],
  ['a spread', () => ({ ...secret })],
  ['structuredClone', () => inspect(structuredClone(secret), { showHidden: true })],
  ['an error that has it as its cause', () => inspect(new Error('failed', { cause: secret }))],
  ['an error that names it', () => inspect(new Error(`failed with ${secret}`))],
  ['console.log', () => printed((console) => console.log('key:', secret, { secret }))],
  ['console.dir', () => printed((console) => console.dir({ secret }, { showHidden: true }))],
];

function printed(print: (console: Console) => void): string {
  const stdout = new PassThrough();
  print(new Console({ stdout }));
  return String(stdout.read());
}

test.each(ways)('%s does not show it', (_way, show) => {
  const shown = JSON.stringify(show());
  expect(shown).not.toContain('sk-live');
  expect(shown).not.toContain(JSON.stringify(value).slice(1, -1));
});

test('it is revealed on request only', () => {
  expect(secret.reveal()).toBe(value);
  expect(`${secret}`).toBe('[redacted]');
  expect(inspect([secret])).toBe('[ [redacted] ]');
});

test.each([
  ['as it is', `bad key ${value}.`, 'bad key [redacted].'],
  ['twice', `${value} ${value}`, '[redacted] [redacted]'],
  ['URL-encoded', `at ?key=${encodeURIComponent(value)}&a=1`, 'at ?key=[redacted]&a=1'],
  [
    'URL-encoded in lower case',
    encodeURIComponent(value).replaceAll(/%../g, (hex) => hex.toLowerCase()),
    '[redacted]',
  ],
  ['not at all', 'fine', 'fine'],
])('a text that has it %s is scrubbed', (_how, text, clean) => {
  expect(secret.scrub(text)).toBe(clean);
});

test.each(['a$&b', '$1', 'a.*b', 'a(b'])(
  'the value %s is scrubbed as a text, not as a pattern',
  (odd) => {
    expect(new Secret(odd).scrub(`x ${odd} y`)).toBe('x [redacted] y');
  },
);

test('an empty value scrubs nothing', () => {
  expect(new Secret('').scrub('text')).toBe('text');
});
