import type { Attempt, JobEvent } from '@vidgate/core';
import { expect, test } from 'vitest';
import { measureTiming } from './measure-timing.ts';
import type { SeenPoll } from './watch-polls.ts';

const attempt: Attempt = {
  id: 'a',
  provider: 'one',
  model: 'kling-2.5-turbo-pro',
  state: 'succeeded',
  why: 'the only one',
  prepared: { model: 'kling-2.5-turbo-pro', body: {}, headers: {}, adaptations: [] },
  quote: { certainty: 'exact', usdMicros: 300_000 },
  intendedAt: 1_000,
  leaseUntil: 91_000,
  acceptedAt: 2_000,
  endedAt: 42_000,
};
const progressed = (at: number): JobEvent => ({
  type: 'attempt-progressed',
  at,
  attemptId: 'a',
  vendorState: 'AT_WORK',
});
const poll = (at: number, state: SeenPoll['state']): SeenPoll => ({ at, state });
const polls = [poll(12_000, 'queued'), poll(17_000, 'running'), poll(42_000, 'succeeded')];
const byPolls = { totalMs: 41_000, basis: 'polls' };

test.each([
  [
    'by polls, no finer than the longest pause between them',
    {},
    [],
    polls,
    { ...byPolls, queueMs: 16_000, runMs: 25_000, resolutionMs: 25_000 },
  ],
  [
    'a poll that failed saw nothing',
    {},
    [],
    [poll(12_000, 'error'), poll(22_000, 'running'), poll(42_000, 'succeeded')],
    { ...byPolls, queueMs: 21_000, runMs: 20_000, resolutionMs: 20_000 },
  ],
  [
    'a task that was never seen at work has no phases',
    {},
    [],
    [poll(42_000, 'succeeded')],
    { ...byPolls, resolutionMs: 40_000 },
  ],
  [
    'an earlier process may have seen it at work first, and nobody looked in between',
    {},
    [progressed(7_000)],
    [poll(37_000, 'running'), poll(42_000, 'succeeded')],
    { ...byPolls, resolutionMs: 30_000 },
  ],
  [
    'one that ended before this process began is told by what was recorded',
    {},
    [progressed(30_000)],
    [],
    { ...byPolls, resolutionMs: 28_000 },
  ],
  [
    "by the vendor's own stamps where it gives both",
    { vendorCreatedAt: 500_000, vendorCompletedAt: 538_000 },
    [],
    polls,
    { totalMs: 38_000, basis: 'vendor', resolutionMs: 0 },
  ],
  [
    'one stamp alone measures nothing',
    { vendorCreatedAt: 500_000 },
    [],
    [poll(42_000, 'succeeded')],
    { ...byPolls, resolutionMs: 40_000 },
  ],
  [
    'stamps that run backwards measure nothing',
    { vendorCreatedAt: 538_000, vendorCompletedAt: 500_000 },
    [],
    [poll(42_000, 'succeeded')],
    { ...byPolls, resolutionMs: 40_000 },
  ],
  [
    'a task that is not over took no time yet',
    { state: 'accepted' as const },
    [],
    polls,
    undefined,
  ],
  ['a submit that was refused took none', { state: 'rejected' as const }, [], [], undefined],
])('%s', (_, change, events, seen, timing) => {
  expect(measureTiming({ ...attempt, ...change }, events, seen)).toEqual(timing);
});

test('what happened to other attempts does not count', () => {
  const other = { ...progressed(30_000), attemptId: 'b' } as const;
  const timing = measureTiming(attempt, [other], []);
  expect(timing?.resolutionMs).toBe(40_000);
});
