import { expect, test } from 'vitest';
import { addLatency, startLatency } from './latency-estimate.ts';
import type { FinishedTask } from './latency-sample.ts';
import { learnLatency } from './latency-sample.ts';

test.each<readonly [string, Partial<FinishedTask>, number, number | undefined]>([
  ['says nothing: between the polls', {}, 50_000, 40_000],
  ['finished before the first answer: since the acceptance', { runningAt: undefined }, 50_000, 0],
  ['says when: then', { times: { completedAt: 1_043_000 } }, 43_000, undefined],
  [
    'tells both times by a clock of its own: the time between',
    { times: { createdAt: 5_000_000, completedAt: 5_044_000 } },
    44_000,
    undefined,
  ],
  [
    'says it was over while it was running: between the polls',
    { times: { completedAt: 1_040_000 } },
    50_000,
    40_000,
  ],
  [
    'says it is over later than now: between the polls',
    { times: { completedAt: 1_050_001 } },
    50_000,
    40_000,
  ],
])('a vendor %s', (_what, change, ms, afterMs) => {
  const estimate = startLatency(undefined);
  const task = { acceptedAt: 1_000_000, runningAt: 1_040_000, seenAt: 1_050_000, times: {} };
  expect(learnLatency(estimate, { ...task, ...change })).toEqual(addLatency(estimate, ms, afterMs));
});
