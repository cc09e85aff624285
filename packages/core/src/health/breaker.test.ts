import { expect, test } from 'vitest';
import type { BreakerState } from './breaker.ts';
import {
  checkBreaker,
  closeBreaker,
  isLastResort,
  openBreaker,
  toBreakerState,
  tryBreaker,
} from './breaker.ts';
import type { Breaker } from './provider-health.ts';

/** Open until 30_000, or with what a test wants to change. */
function makeBreaker(change: Partial<Breaker> = {}): Breaker {
  return { openings: 1, openUntil: 30_000, message: 'a is out of order.', ...change };
}

/** Half of the range is no jitter at all. */
const noJitter = 0.5;
const latest = 1 - Number.EPSILON;

test.each<readonly [string, Partial<Breaker>, boolean, number, BreakerState]>([
  ['just opened', {}, true, 0, 'open'],
  ['to the last millisecond', {}, true, 29_999, 'open'],
  ['over, with a free call to make', {}, true, 30_000, 'checkable'],
  ['over, with none', {}, false, 30_000, 'ready'],
  ['checked', { checkedAt: 31_000 }, true, 31_000, 'ready'],
  ['tried by a job', { checkedAt: 31_000, trialUntil: 92_000 }, true, 91_999, 'tried'],
  [
    'tried by a job that never came back',
    { checkedAt: 1, trialUntil: 92_000 },
    true,
    92_000,
    'ready',
  ],
  ['tried without a check', { trialUntil: 92_000 }, false, 91_999, 'tried'],
  ['a trial before the check', { trialUntil: 92_000 }, true, 91_999, 'checkable'],
  ['closed', { closedAt: 40_000 }, true, 40_000, 'closed'],
  ['closed before its time was over', { closedAt: 10_000 }, true, 10_000, 'closed'],
])(
  'a breaker that is %s (%j, free call: %s) is at %d %s',
  (_what, change, canCheck, now, state) => {
    expect(toBreakerState(makeBreaker(change), canCheck, now)).toBe(state);
  },
);

test('each opening in a row is twice as long, up to five minutes', () => {
  let breaker: Breaker | undefined;
  let now = 0;
  const lengths = Array.from({ length: 7 }, () => {
    breaker = openBreaker(breaker, 'a is out of order.', now, noJitter);
    const openMs = breaker.openUntil - now;
    now = breaker.openUntil;
    return openMs;
  });
  expect(lengths).toEqual([30_000, 60_000, 120_000, 240_000, 300_000, 300_000, 300_000]);
});

test.each([
  [1, 0, 24_000],
  [1, latest, 36_000],
  [5, 0, 240_000],
  [5, latest, 360_000],
])('opening number %d is by chance (%d) a fifth off', (openings, random, openMs) => {
  const before = makeBreaker({ openings: openings - 1, openUntil: 0 });
  const { openUntil } = openBreaker(before, 'again', 0, random);
  expect(openUntil).toBeCloseTo(openMs, -1);
});

test('a late failure while it is open changes nothing', () => {
  const breaker = openBreaker(undefined, 'a lost a submit.', 0, noJitter);
  expect(openBreaker(breaker, 'a lost another one.', 29_999, noJitter)).toBe(breaker);
});

test('an opening forgets the check and the trial that came before it', () => {
  const tried = tryBreaker(checkBreaker(makeBreaker(), 31_000), 32_000);
  const opened = openBreaker(tried, 'a is still out of order.', 33_000, noJitter);
  expect(opened).toEqual({
    openings: 2,
    openUntil: 93_000,
    message: 'a is still out of order.',
  });
});

test.each([
  ['at once', 0, 60_000],
  ['ten minutes later', 600_000, 60_000],
  ['more than ten minutes later', 600_001, 30_000],
])('one that opens again %s is open for %d + %d ms', (_when, afterMs, openMs) => {
  const closed = closeBreaker(tryBreaker(makeBreaker(), 39_000), 40_000);
  const now = 40_000 + afterMs;
  expect(openBreaker(closed, 'again', now, noJitter).openUntil - now).toBe(openMs);
});

test.each([
  [false, 60_000],
  [true, 30_000],
])('one that opens again (trusted: %s) is open for %d ms', (isTrusted, openMs) => {
  const closed = closeBreaker(tryBreaker(makeBreaker(), 39_000), 40_000);
  const { openUntil } = openBreaker(closed, 'again', 41_000, noJitter, isTrusted);
  expect(openUntil - 41_000).toBe(openMs);
});

test('a trial that fails opens it for longer, trusted or not', () => {
  const tried = tryBreaker(makeBreaker(), 31_000);
  expect(openBreaker(tried, 'again', 32_000, noJitter, true).openings).toBe(2);
});

test('an answer to what was sent before it opened does not close it', () => {
  const opened = openBreaker(undefined, 'a lost a submit.', 0, noJitter);
  expect(closeBreaker(opened, 1_000)).toBe(opened);
  const tried = tryBreaker(opened, 30_000);
  expect(closeBreaker(tried, 31_000).closedAt).toBe(31_000);
});

test('where it is trusted, the next answer closes it, and it has to be tried again else', () => {
  const opened = openBreaker(undefined, 'a lost a submit.', 0, noJitter, true);
  expect(closeBreaker(opened, 1_000).closedAt).toBe(1_000);
  expect(toBreakerState(opened, false, 30_000)).toBe('ready');
});

test.each<readonly [string, Partial<Breaker> | undefined, number, boolean]>([
  ['none', undefined, 30_000, false],
  ['opened once', {}, 30_000, false],
  ['opened twice', { openings: 2 }, 30_000, true],
  ['opened twice, not over yet', { openings: 2 }, 29_999, false],
  ['opened twice, ten minutes after', { openings: 2 }, 630_000, true],
  ['opened twice, more than ten minutes after', { openings: 2 }, 630_001, false],
  ['opened twice and closed', { openings: 2, closedAt: 30_000 }, 30_000, false],
])('a last resort: %s', (_what, change, now, expected) => {
  expect(isLastResort(change && makeBreaker(change), now)).toBe(expected);
});

test('a trial is leased for a minute', () => {
  expect(tryBreaker(makeBreaker(), 31_000).trialUntil).toBe(91_000);
});

test('a second answer does not close it later', () => {
  const closed = closeBreaker(tryBreaker(makeBreaker(), 39_000), 40_000);
  expect(closeBreaker(closed, 50_000)).toBe(closed);
});
