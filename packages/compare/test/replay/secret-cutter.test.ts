import { expect, test } from 'vitest';
import { createSecretCutter } from '../../src/replay/secret-cutter.ts';

const secret = 'sk-live/+7&=%42"ö';
const cutter = createSecretCutter([secret, 'another-key-0123']);
const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['as it is', secret],
  ['in a URL', encodeURIComponent(secret)],
  ['in a URL, in lower case', encodeURIComponent(secret).toLowerCase()],
  ['in a form', new URLSearchParams({ a: secret }).toString()],
  ['in JSON', JSON.stringify({ a: secret })],
  ['in JSON with escaped slashes', JSON.stringify({ a: secret }).replaceAll('/', String.raw`\/`)],
  ['in hexadecimal', Buffer.from(secret).toString('hex').toUpperCase()],
  ['in Base64', base64(secret)],
  ['in Base64 behind one character', base64(`:${secret}`)],
  ['in Base64 behind a name', base64(`us:${secret}`)],
  ['in Base64 for URLs', Buffer.from(`user:${secret}`).toString('base64url')],
])('a secret %s is cut', (_how, text) => {
  const cut = cutter.text(`before ${text} after`);
  expect(cut).toContain('[removed]');
  expect(cut).toMatch(/^before .*after$/);
  // What is left of it is a character or two at a seam of Base64.
  expect(cut.length).toBeLessThan('before [removed] after'.length + 12);
});

test('a text without a secret stays as it is', () => {
  expect(cutter.text('nothing to see: sk-live')).toBe('nothing to see: sk-live');
});

test.each([1, 2, 7, 1000])('a secret in bytes becomes stars, in pieces of %i', async (size) => {
  const file = Buffer.from(`ftyp\0${secret}\0mdat another-key-0123 ${secret}`);
  const pieces = Array.from({ length: Math.ceil(file.length / size) }, (_, index) =>
    file.subarray(index * size, (index + 1) * size),
  );
  const kept: Uint8Array[] = [];
  for await (const piece of cutter.bytes(toStream(pieces))) kept.push(piece);
  const cut = Buffer.concat(kept);
  const stars = '*'.repeat(Buffer.byteLength(secret));
  expect(cut.toString()).toBe(`ftyp\0${stars}\0mdat ${'*'.repeat(16)} ${stars}`);
});

async function* toStream(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

test('a secret that may stand in any text is refused', () => {
  expect(() => createSecretCutter(['short'])).toThrow(TypeError);
});
