import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addLatency, startLatency } from './latency-estimate.ts';
import { toLearnedPause } from './latency-outlook.ts';
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
  ['a last poll that lies ahead makes the next one due', { now: 199_999, memory: once }, 0],
  ['an acceptance that lies ahead makes the first one due', { now: 99_999 }, 0],
  [
    'a last poll that lies ahead is no reason to forget what a vendor asked for',
    { now: 199_999, memory: { ...once, notBefore: 300_000 } },
    300_000,
  ],
  [
    'nothing is waited for that lies further ahead than a vendor may ask for',
    { now: 0, memory: { ...once, notBefore: 300_001 } },
    0,
  ],
  [
    'neither is it after a hint',
    { now: 0, memory: { ...once, hinted: true, notBefore: 300_001 } },
    0,
  ],
  [
    'the longest that a vendor may ask for is waited for',
    { now: 0, memory: { ...once, notBefore: 300_000 } },
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

const untaught = startLatency(hint);
/** Two hundred tasks from 200 to 280 s, where the hint says 60 to 90 s. */
const learned = Array.from({ length: 200 }).reduce<typeof untaught>(
  (estimate, _, index) => addLatency(estimate, 200_000 + ((index * 37) % 200) * 400),
  untaught,
);

function toDelays(change: Partial<PollTiming>): { firstMs: number; laterMs: number } {
  const timing = { acceptedAt: 100_000, held: false, hint, settings: {}, memory: { failures: 0 } };
  const first = nextPollAt({ ...timing, ...change });
  const memory = { failures: 0, ...change.memory, lastAt: 330_000 };
  const later = nextPollAt({ ...timing, ...change, memory });
  return { firstMs: first - 100_000, laterMs: later - 330_000 };
}

test('what was learned goes before the hint', () => {
  const { firstMs, laterMs } = toDelays({ learned });
  expect(firstMs).toBeGreaterThan(150_000);
  expect(firstMs).toBeLessThan(220_000);
  expect(laterMs).toBe(Math.round(toLearnedPause(learned, 230_000, 60_000)));
  expect(laterMs).not.toBe(Math.round(toLearnedPause(learned, 330_000, 60_000)));
});

test.each<readonly [string, Partial<PollTiming>, Partial<ReturnType<typeof toDelays>>]>([
  ['nothing was learned yet: the hint', { learned: untaught }, { firstMs: 30_000, laterMs: 4_000 }],
  ['a person set the first poll', { learned, settings: { firstDelayMs: 0 } }, { firstMs: 0 }],
  ['a person set the interval', { learned, settings: { intervalMs: 9_000 } }, { laterMs: 9_000 }],
  [
    'a person set the longest pause',
    { learned, settings: { maxIntervalMs: 3_000 } },
    { laterMs: 3_000 },
  ],
  ['a failed poll', { learned, memory: { failures: 2 } }, { laterMs: 16_000 }],
  ['a held job', { learned, held: true }, { laterMs: 600_000 }],
  [
    'a vendor that asked for patience',
    { learned, memory: { failures: 0, notBefore: 900_000 } },
    { firstMs: 800_000, laterMs: 570_000 },
  ],
  [
    'a webhook',
    { learned, memory: { failures: 0, hinted: true } },
    { firstMs: -100_000, laterMs: -330_000 },
  ],
])('beside what was learned, %s decides', (_what, change, expected) => {
  expect(toDelays(change)).toMatchObject(expected);
});

test.each<readonly [string, Partial<PollTiming>, number, number]>([
  ['by the hint', {}, 400, 400],
  ['by the settings', { settings: { firstDelayMs: 0, intervalMs: 9_000 } }, 0, 900],
  ['after failures', { memory: { failures: 3 } }, 400, 3_200],
  [
    'to the end of what a vendor asked for',
    { memory: { failures: 0, notBefore: 900_000 } },
    400,
    400,
  ],
  ['by what was learned', { learned }, 400, toDelays({ learned }).laterMs / 10],
  [
    'but not where a webhook says that now is the time',
    { memory: { failures: 0, hinted: true } },
    0,
    0,
  ],
])('chance makes a poll up to a tenth of a pause later %s', (_what, change, firstMs, laterMs) => {
  const plain = toDelays(change);
  const late = toDelays({ ...change, memory: { failures: 0, ...change.memory, jitter: 1 } });
  expect(late.firstMs - plain.firstMs).toBeCloseTo(firstMs, -0.5);
  expect(late.laterMs - plain.laterMs).toBeCloseTo(laterMs, -0.5);
});
