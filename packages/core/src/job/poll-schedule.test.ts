import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PollTiming } from './poll-schedule.ts';
import { nextPollAt } from './poll-schedule.ts';

const hint = {
  duration: 5,
  typicalMs: [60_000, 90_000],
  firstPollMs: 30_000,
  pollIntervalMs: 4_000,
} as const;
const once = { failures: 0, lastAt: 200_000 };

test.each<readonly [string, Partial<PollTiming>, number]>([
  ['the first poll has a default', {}, 110_000],
  ['the first poll follows the hint', { hint }, 130_000],
  ['a setting goes before the hint', { hint, settings: { firstDelayMs: 0 } }, 100_000],
  ['the interval has a default', { memory: once }, 205_000],
  ['the interval follows the hint', { hint, memory: once }, 204_000],
  [
    'a set interval goes before the hint',
    { hint, settings: { intervalMs: 9_000 }, memory: once },
    209_000,
  ],
  ['a failed poll doubles the pause', { memory: { ...once, failures: 1 } }, 210_000],
  ['three failed polls make it eight times as long', { memory: { ...once, failures: 3 } }, 240_000],
  ['the pause after failures has an end', { memory: { ...once, failures: 4 } }, 260_000],
  ['a thousand failures are no overflow', { memory: { ...once, failures: 1000 } }, 260_000],
  [
    'the longest pause can be set',
    { settings: { maxIntervalMs: 7_000 }, memory: { ...once, failures: 9 } },
    207_000,
  ],
  [
    'a longest pause below the interval is the interval',
    { settings: { intervalMs: 90_000 }, memory: once },
    290_000,
  ],
  ['a held job is looked at every ten minutes', { held: true, memory: once }, 800_000],
  ['what a vendor asked for is kept to', { memory: { ...once, notBefore: 300_000 } }, 300_000],
  ['what a vendor asked for is no reason to hurry', { memory: { ...once, notBefore: 1 } }, 205_000],
  ['the first poll keeps to it too', { memory: { failures: 0, notBefore: 300_000 } }, 300_000],
  ['a hint is at once', { memory: { ...once, hinted: true } }, 0],
  ['a hint is at once for a held job', { held: true, memory: { ...once, hinted: true } }, 0],
  [
    'a hint keeps to what the vendor asked for',
    { memory: { ...once, hinted: true, notBefore: 300_000 } },
    300_000,
  ],
])('%s', (_what, change, at) => {
  const timing = {
    acceptedAt: 100_000,
    held: false,
    hint: undefined,
    settings: {},
    memory: { failures: 0 },
  };
  expect(nextPollAt({ ...timing, ...change })).toBe(at);
});

test('a poll is never before the last one plus the interval, and never later than the longest pause', () => {
  const timings = fc.record({
    failures: fc.nat({ max: 2000 }),
    intervalMs: fc.integer({ min: 1, max: 120_000 }),
    maxIntervalMs: fc.integer({ min: 1, max: 120_000 }),
  });
  fc.assert(
    fc.property(timings, ({ failures, ...settings }) => {
      const memory = { failures, lastAt: 1_000 };
      const at = nextPollAt({ acceptedAt: 0, held: false, hint: undefined, settings, memory });
      expect(at - 1_000).toBeGreaterThanOrEqual(settings.intervalMs);
      expect(at - 1_000).toBeLessThanOrEqual(Math.max(settings.intervalMs, settings.maxIntervalMs));
    }),
  );
});
