import { expect, test } from 'vitest';
import { toKeptText } from './to-kept-text.ts';

test.each([
  ['no address at all?', 'no address at all?'],
  ['see https://cdn.example/a.mp4', 'see https://cdn.example/a.mp4'],
  ['see https://cdn.example/a.mp4?X-Signature=abc&b=1.', 'see https://cdn.example/a.mp4?…'],
  [
    'two: http://a.example/x?k=1 and HTTPS://b.example?k=2',
    'two: http://a.example/x?… and HTTPS://b.example?…',
  ],
  ['"https://a.example/x?k=1"', '"https://a.example/x?…"'],
  ['see s3://bucket/a.mp4?sig=abc&b=1 there', 'see s3://bucket/a.mp4?… there'],
  ['"ttps://a.example/x?k=1"', '"ttps://a.example/x?…"'],
  ['//a.example/x?k=1?l=2', '//a.example/x?…'],
  ['is 1 = 2? no, a=1', 'is 1 = 2? no, a=1'],
  ['why? https://a.example', 'why? https://a.example'],
])('%j is kept as %j', (text, kept) => {
  expect(toKeptText(text, 300)).toBe(kept);
});

test('a longer text is cut, and says so', () => {
  expect(toKeptText('abcdef', 4)).toBe('abc…');
  expect(toKeptText('abcd', 4)).toBe('abcd');
});

// Each address of a row was once tried as the beginning of one that has a query: 66 s for 300 kB.
test('a long row of addresses is read once', () => {
  const row = 'http://'.repeat(100_000);
  expect(toKeptText(row, row.length)).toBe(row);
  const marks = '?a'.repeat(100_000);
  expect(toKeptText(marks, marks.length)).toBe(marks);
});
