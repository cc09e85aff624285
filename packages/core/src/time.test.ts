import { expect, test } from 'vitest';
import { dayMs, isToCome, startOfUtcDay } from './time.ts';

const midnight = Date.UTC(2026, 10, 21);

test.each([
  ['its first moment', 0, 0],
  ['its last one', dayMs - 1, 0],
  ['the next one', dayMs, dayMs],
])('a UTC day begins at midnight: %s', (_what, after, start) => {
  expect(startOfUtcDay(midnight + after)).toBe(midnight + start);
});

test.each([
  ['is past', 99, false],
  ['is now', 100, false],
  ['is next', 101, true],
  ['lies as far ahead as it may', 150, true],
  ['lies further ahead, by a clock since set back', 151, false],
])('a time that %s is to come: %i, %s', (_what, until, is) => {
  expect(isToCome(until, 100, 50)).toBe(is);
});
