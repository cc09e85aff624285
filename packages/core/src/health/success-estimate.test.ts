import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SeenOutcomes, SuccessEstimate } from './success-estimate.ts';
import { addOutcomes, addTook, noEstimate, toOdds } from './success-estimate.ts';

const minute = 60_000;
const seen = (outcomes: SeenOutcomes, at = 0): SuccessEstimate =>
  addOutcomes(noEstimate, outcomes, at);

const estimates = fc
  .record({ succeeded: fc.nat(50), failed: fc.nat(50), refused: fc.nat(50) })
  .map((outcomes) => seen(outcomes));

test('an offer that nothing was seen of is believed to succeed in 97 of 100', () => {
  expect(toOdds(noEstimate, 0)).toBe(0.97);
  expect(toOdds(noEstimate, Date.UTC(2026, 10, 21))).toBe(0.97);
});

test('the odds are never 0 and never 1', () => {
  for (const outcomes of [{ succeeded: 100_000 }, { failed: 100_000 }, { refused: 100_000 }]) {
    const odds = toOdds(seen(outcomes), 0);
    expect(odds).toBeGreaterThan(0);
    expect(odds).toBeLessThan(1);
  }
});

test('a success never lowers the odds, a failure always does, a refusal by less', () => {
  fc.assert(
    fc.property(estimates, (estimate) => {
      const odds = toOdds(estimate, 0);
      const after = (outcomes: SeenOutcomes): number =>
        toOdds(addOutcomes(estimate, outcomes, 0), 0);
      expect(after({ succeeded: 1 })).toBeGreaterThan(odds);
      expect(after({ refused: 1 })).toBeLessThan(odds);
      expect(after({ failed: 1 })).toBeLessThan(after({ refused: 1 }));
    }),
    { numRuns: 60 },
  );
});

test('half of what was seen is forgotten in ten minutes', () => {
  const then = toOdds(seen({ failed: 8 }), 10 * minute);
  expect(then).toBeCloseTo(toOdds(seen({ failed: 4 }), 0), 12);
  const later = toOdds(seen({ failed: 8 }), 20 * minute);
  expect(later).toBeCloseTo(toOdds(seen({ failed: 2 }), 0), 12);
});

test('with nothing new the odds go back to what is believed of everybody', () => {
  fc.assert(
    fc.property(estimates, fc.integer({ min: 1, max: 60 }), (estimate, minutes) => {
      const distance = (now: number): number => Math.abs(toOdds(estimate, now) - 0.97);
      expect(distance(minutes * minute)).toBeLessThanOrEqual(distance(0));
    }),
    { numRuns: 60 },
  );
  expect(toOdds(seen({ failed: 50 }), 24 * 60 * minute)).toBeCloseTo(0.97, 6);
});

test('what is added together is what is added one by one', () => {
  const together = seen({ succeeded: 2, failed: 1, refused: 2 });
  const singly = addOutcomes(
    addOutcomes(seen({ refused: 2 }), { failed: 1 }, 0),
    { succeeded: 2 },
    0,
  );
  expect(singly).toEqual(together);
});

test('a clock that was set back fades nothing and is not taken over', () => {
  const before = seen({ failed: 4 }, 10 * minute);
  expect(toOdds(before, 0)).toBe(toOdds(before, 10 * minute));
  expect(addOutcomes(before, { failed: 1 }, 0).at).toBe(10 * minute);
});

test('how long it takes begins with the first task and follows the others by a tenth', () => {
  const once = addTook(noEstimate, 100_000);
  expect(once.tookMs).toBe(100_000);
  expect(addTook(once, 200_000).tookMs).toBe(110_000);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -1])('a task that took %d ms is none', (ms) => {
  const known = addTook(noEstimate, 100_000);
  expect(addTook(known, ms)).toBe(known);
});

test('a task that took no time at all is one', () => {
  expect(addTook(noEstimate, 0).tookMs).toBe(0);
});
