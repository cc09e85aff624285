import { expect, test } from 'vitest';
import { findLowBalance, findSilence, findStanding } from './find-standing.ts';
import type { ProviderHealth } from './provider-health.ts';
import { newHealth } from './provider-health.ts';

const model = 'kling-2.5-turbo-pro';
const now = 100_000;
const well = newHealth('a');
const message = 'a was out of order.';

function make(change: Partial<ProviderHealth> = {}): ProviderHealth {
  return { ...well, ...change };
}

const hand = { reason: 'by-hand', message: 'a rests: holidays', since: 0 } as const;
const pause = { until: now + 7_000, message: 'a asked to wait.' };
const open = { openings: 1, openUntil: now + 9_000, message };
const over = { ...open, openUntil: now };

test.each<readonly [string, ProviderHealth, boolean, string | undefined, number | undefined]>([
  ['nothing is known', well, true, undefined, undefined],
  ['a person rests it', make({ rest: hand }), true, 'resting', now + 60_000],
  ['it rests for a time', make({ rest: { ...hand, until: now + 1 } }), true, 'resting', now + 1],
  ['its rest is over', make({ rest: { ...hand, until: now } }), true, undefined, undefined],
  ['its vendor asked to wait', make({ pause }), true, 'rate-limited', now + 7_000],
  ['its pause is over', make({ pause: { ...pause, until: now } }), true, undefined, undefined],
  ['its breaker is open', make({ breakers: { [model]: open } }), true, 'circuit-open', now + 9_000],
  ['it is to be checked', make({ breakers: { [model]: over } }), true, 'circuit-open', now + 5_000],
  ['it cannot be checked', make({ breakers: { [model]: over } }), false, undefined, undefined],
  [
    'it was checked',
    make({ breakers: { [model]: { ...over, checkedAt: now } } }),
    true,
    undefined,
    undefined,
  ],
  [
    'a job tries it',
    make({ breakers: { [model]: { ...over, checkedAt: now, trialUntil: now + 1 } } }),
    true,
    'circuit-open',
    now + 5_000,
  ],
  [
    'it was closed',
    make({ breakers: { [model]: { ...open, closedAt: now } } }),
    true,
    undefined,
    undefined,
  ],
  ['another model is out', make({ breakers: { other: open } }), true, undefined, undefined],
  [
    'all of it at once',
    make({ rest: hand, pause, breakers: { [model]: open } }),
    true,
    'resting',
    now + 60_000,
  ],
  [
    'paused and open',
    make({ pause, breakers: { [model]: open } }),
    true,
    'rate-limited',
    now + 7_000,
  ],
])('where %s it stands so', (_what, health, canCheck, reason, until) => {
  const standing = findStanding(health, model, canCheck, now);
  expect(standing?.reason).toBe(reason);
  expect(standing?.until).toBe(until);
  if (standing !== undefined) expect(standing.message).toMatch(/^a /);
});

test.each([
  ['no answer is awaited', undefined, undefined],
  ['an answer is awaited for less than it may take', 6_999, undefined],
  ['an answer has taken too long', 7_000, 'a has not answered a submit for 7 s.'],
  ['an answer has been due for a minute', 60_000, 'a has not answered a submit for 60 s.'],
])('where %s: %s', (_what, sinceMs, told) => {
  const awaited = sinceMs === undefined ? undefined : { since: now - sinceMs, suspiciousMs: 7_000 };
  const silence = findSilence('a', awaited, now);
  expect(silence?.message).toBe(told);
  if (silence !== undefined) {
    expect(silence).toMatchObject({ reason: 'circuit-open', until: now + 5_000 });
  }
});

test.each<readonly [string, number | undefined, number | undefined, number, boolean]>([
  ['nobody knows the balance', undefined, 300_000, 0, false],
  ['nobody knows the price', 100_000, undefined, 0, false],
  ['it holds a video to the micro-dollar', 300_000, 300_000, 0, false],
  ['a micro-dollar is missing', 299_999, 300_000, 0, true],
  ['the rest of it was spent since', 600_000, 300_000, 300_001, true],
  ['just enough of it was spent since', 600_000, 300_000, 300_000, false],
  ['it is empty and the video is free', 0, 0, 0, false],
  ['it is empty', 0, 1, 0, true],
])('where %s (%s at a price of %s, less %d): low is %s', (_what, usdMicros, price, spent, low) => {
  const balance = usdMicros === undefined ? { readAt: 0, credits: 5 } : { readAt: 0, usdMicros };
  const found = findLowBalance(make({ balance }), price, spent, now);
  expect(found?.reason).toBe(low ? 'low-balance' : undefined);
  expect(found?.until).toBe(low ? now + 60_000 : undefined);
});

test('a provider whose balance was never read is not poor', () => {
  expect(findLowBalance(well, 300_000, 1_000_000, now)).toBeUndefined();
});
