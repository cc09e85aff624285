import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LatencyEstimate } from './latency-estimate.ts';
import { addLatency, startLatency } from './latency-estimate.ts';
import { pollPriceMs, toLearnedPause } from './latency-outlook.ts';

const capMs = 60_000;

function setup(latenciesMs: readonly number[]): LatencyEstimate {
  return latenciesMs.reduce((to, ms) => addLatency(to, ms), startLatency(undefined));
}

/** Latencies at the middles of equal shares, from low to high, in no order that drifts. */
function evenly(count: number, toMs: (share: number) => number): readonly number[] {
  return Array.from({ length: count }, (_, index) => toMs((((index * 37) % count) + 0.5) / count));
}

/** When the polls of a task come that never finishes. */
function toPolls(estimate: LatencyEstimate, untilMs: number): readonly number[] {
  const polls: number[] = [];
  let elapsedMs = toLearnedPause(estimate, 0, Number.POSITIVE_INFINITY);
  while (elapsedMs < untilMs) {
    polls.push(elapsedMs);
    elapsedMs += toLearnedPause(estimate, elapsedMs, capMs);
  }
  return polls;
}

test('without memory in the latencies, the pauses are those that theory gives', () => {
  const meanMs = 80_000;
  const estimate = setup(evenly(1_000, (share) => -meanMs * Math.log(1 - share)));
  // Of all equal pauses the best: a poll's price and what lies unseen, until one finds it finished.
  const price = (pauseMs: number): number =>
    (pollPriceMs + pauseMs) / (1 - Math.exp(-pauseMs / meanMs));
  const pausesMs = Array.from({ length: 400 }, (_, index) => (index + 1) * 100);
  const bestMs = pausesMs.reduce((best, ms) => (price(ms) < price(best) ? ms : best));
  const polls = toPolls(estimate, 160_000).filter((ms) => ms > 30_000);
  const pauseMs = ((polls.at(-1) ?? 0) - (polls[0] ?? 0)) / (polls.length - 1);
  expect(pauseMs / bestMs).toBeGreaterThan(0.85);
  expect(pauseMs / bestMs).toBeLessThan(1.15);
});

test('polls are close together where tasks finish, and rare between', () => {
  const latenciesMs = evenly(400, (share) =>
    share < 0.6 ? 40_000 + share * 30_000 : 400_000 + share * 60_000,
  );
  const polls = toPolls(setup(latenciesMs), 460_000);
  const within = (from: number, to: number): number =>
    polls.filter((ms) => ms >= from && ms < to).length;
  expect(within(0, 36_000)).toBe(0);
  expect(within(36_000, 66_000)).toBeGreaterThanOrEqual(3);
  expect(within(100_000, 300_000)).toBeLessThanOrEqual(5);
  expect(within(400_000, 460_000)).toBeGreaterThanOrEqual(4);
});

test('past the time by which nearly all have finished, each pause is longer, up to the longest', () => {
  const polls = toPolls(setup(evenly(400, (share) => 40_000 + share * 20_000)), 1_000_000);
  const late = polls.filter((ms) => ms > 120_000);
  const pauses = late.slice(1).map((ms, index) => Math.round(ms - (late[index] ?? 0)));
  expect(pauses.toSorted((a, b) => a - b)).toEqual(pauses);
  expect(pauses.at(-1)).toBe(capMs);
});

test('tasks that finish at once are polled for, not waited for', () => {
  const estimate = setup(new Array<number>(400).fill(0));
  expect(toLearnedPause(estimate, 0, Number.POSITIVE_INFINITY)).toBeLessThan(6_000);
});

test('a poll that came far too early is followed by the longest pause', () => {
  const estimate = setup(evenly(1_000, (share) => 400_000 + share * 60_000));
  expect(toLearnedPause(estimate, 10_000, capMs)).toBe(capMs);
});

test('a longest pause below the shortest gives the shortest', () => {
  expect(toLearnedPause(setup([60_000]), 50_000, 500)).toBe(2_000);
});

test('whatever was learned, a pause keeps to its limits, and the same is answered again', () => {
  const latency = fc.double({ min: 0, max: 1e7, noNaN: true });
  const elapsed = fc.double({ min: 0, max: 1e8, noNaN: true });
  const longest = fc.integer({ min: 2_000, max: 600_000 });
  fc.assert(
    fc.property(fc.array(latency, { maxLength: 20 }), elapsed, longest, (seen, at, maxPauseMs) => {
      const estimate = setup(seen);
      const pauseMs = toLearnedPause(estimate, at, maxPauseMs);
      expect(pauseMs).toBeGreaterThanOrEqual(1_999.99);
      expect(pauseMs).toBeLessThanOrEqual(maxPauseMs + 0.01);
      // Through JSON, so that it is worked out anew.
      expect(toLearnedPause(JSON.parse(JSON.stringify(estimate)), at, maxPauseMs)).toBe(pauseMs);
      expect(toLearnedPause(estimate, 0, Number.POSITIVE_INFINITY)).toBeLessThan(7_200_001);
    }),
    { numRuns: 40 },
  );
});
