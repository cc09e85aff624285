import { expect, test } from 'vitest';
import { toRetryAfterMs } from './read-status.ts';

const now = Date.UTC(2026, 10, 21);

test.each([
  ['7', 7_000],
  ['1.5', 1_500],
  ['1e9', 1e12],
  ['Sat, 21 Nov 2026 00:00:09 GMT', 9_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['1e300', undefined],
  ['1e306', undefined],
  ['1e308', undefined],
  ['99999999999999999999', undefined],
  ['Infinity', undefined],
  ['-1', undefined],
  ['soon', undefined],
  [' ', undefined],
  [null, undefined],
])('Retry-After %s is %s ms', (header, ms) => {
  expect(toRetryAfterMs(header, now)).toBe(ms);
});
