import { expect, test } from 'vitest';
import type { PlanChange } from '../../test/plan-input.ts';
import { orderOf, planFor, toDoubt } from '../../test/plan-input.ts';
import type { Exclusion, ExclusionReason } from './find-exclusion.ts';
import type { Plan } from './plan.ts';
import type { RoutingSettings } from './routing-settings.ts';

const now = 1_000_000;
const cheap = { id: 'cheap', usd: { 5: 0.3 } };
const dear = { id: 'dear', usd: { 5: 0.45 } };

interface Out {
  readonly reason?: ExclusionReason;
  /** How long it is out, in milliseconds; `undefined` where nobody knows. */
  readonly forMs?: number | undefined;
}

/** The cheap one is full for a second, or as a test says; the dear one is there. */
function planWith(out: Out, change: PlanChange = {}): Plan {
  const { reason, forMs } = { reason: 'at-capacity', forMs: 1_000, ...out } as const;
  const until = forMs === undefined ? {} : { until: now + forMs };
  const exclusion: Exclusion = { reason, message: 'cheap is out.', ...until };
  return planFor([cheap, dear], {
    now,
    waitingSince: now,
    standing: (id) => (id === 'cheap' ? exclusion : undefined),
    ...change,
  });
}

test('a cheaper provider that is only full is waited for, and who would be asked instead is told', () => {
  const plan = planWith({});
  expect(orderOf(plan)).toEqual(['dear']);
  expect(plan.wait).toEqual({
    provider: 'cheap',
    until: now + 1_000,
    why: 'cheap is better than dear and soon there again: cheap is out.',
  });
});

test.each<readonly [ExclusionReason, boolean]>([
  ['at-capacity', true],
  ['rate-limited', true],
  ['circuit-open', false],
  ['resting', false],
  ['low-balance', false],
  ['staging-failed', false],
  ['over-budget', false],
  ['already-tried', false],
])('whether one that is out by %s is waited for: %s', (reason, waits) => {
  expect(planWith({ reason }).wait !== undefined).toBe(waits);
});

test.each<readonly [string, Out, PlanChange, boolean]>([
  ['back within the patience', { forMs: 60_000 }, {}, true],
  ['back after the patience', { forMs: 60_001 }, {}, false],
  ['out for nobody knows how long', { forMs: undefined }, {}, false],
  ['waited for since 59 s', { forMs: 1_000 }, { waitingSince: now - 59_000 }, true],
  ['waited for since 59 s and out for 2', { forMs: 2_000 }, { waitingSince: now - 59_000 }, false],
  ['waited for since a minute', { forMs: 0 }, { waitingSince: now - 60_000 }, false],
  ['out for longer than it was waited for', {}, { routing: { patienceMs: 999 } }, false],
  ['out for as long as a person is patient', {}, { routing: { patienceMs: 1_000 } }, true],
  ['better than one for whom nobody waits', {}, { routing: { patienceMs: 0 } }, false],
])('where the cheaper one is %s (%j, %j), it is waited for: %s', (_what, out, change, waits) => {
  expect(planWith(out, change).wait !== undefined).toBe(waits);
});

test.each<readonly [string, RoutingSettings, boolean]>([
  ['the sort is by price', { sort: 'price' }, true],
  ['the sort is by availability', { sort: 'availability' }, false],
  ['it is dearer than the one that is there', { order: ['dear'] }, false],
  ['a person wants it first', { order: ['cheap'] }, true],
  [
    'a person wants it first, under availability',
    { sort: 'availability', order: ['cheap'] },
    false,
  ],
  ['it may not be used', { ignore: ['cheap'] }, false],
  ['no other may be used after the first', { allowFallbacks: false }, true],
])('where %s (%j), it is waited for: %s', (_what, routing, waits) => {
  expect(planWith({}, { routing }).wait !== undefined).toBe(waits);
});

test.each<readonly [string, number, number, number, boolean]>([
  // 15 cents are worth 300 s at $0.0005 a second.
  ['a short wait is worth 15 cents', 1_000, 0, 0.0005, true],
  ['one of just under 15 cents is too', 59_000, 0, 0.0025, true],
  ['one of more than 15 cents is not', 60_000, 0, 0.002_501, false],
  ['time that is worth nothing is waited', 60_000, 0, 0, true],
  ['what has lasted is taken to last as long again', 1_000, 50_000, 0.003_1, false],
  ['and is worth it where time is cheap', 1_000, 50_000, 0.002_9, true],
])('under balanced %s', (_what, forMs, waitedMs, valueOfTimeUsdPerSecond, waits) => {
  const plan = planWith(
    { forMs },
    {
      waitingSince: now - waitedMs,
      routing: { sort: 'balanced', valueOfTimeUsdPerSecond },
    },
  );
  expect(plan.wait !== undefined).toBe(waits);
});

test('an equally good provider is not waited for', () => {
  const twin = { id: 'twin', usd: { 5: 0.3 } };
  const standing = (id: string): Exclusion | undefined =>
    id === 'cheap'
      ? { reason: 'at-capacity', message: 'cheap is full.', until: now + 1 }
      : undefined;
  expect(planFor([cheap, twin], { now, waitingSince: now, standing }).wait).toBeUndefined();
});

test('of several the best is waited for, not the one that is soonest back', () => {
  const middle = { id: 'middle', usd: { 5: 0.35 } };
  const forMs: Readonly<Record<string, number>> = { cheap: 9_000, middle: 1_000 };
  const plan = planFor([middle, cheap, dear], {
    now,
    waitingSince: now,
    standing: (id) =>
      forMs[id] === undefined
        ? undefined
        : { reason: 'rate-limited', message: `${id} asked to wait.`, until: now + forMs[id] },
  });
  expect(plan.wait).toMatchObject({ provider: 'cheap', until: now + 9_000 });
});

test('one with an unknown price is not waited for', () => {
  const standing = (id: string): Exclusion | undefined =>
    id === 'unpriced'
      ? { reason: 'at-capacity', message: 'It is full.', until: now + 1 }
      : undefined;
  const plan = planFor([{ id: 'unpriced', usd: {} }, dear], { now, waitingSince: now, standing });
  expect(plan.wait).toBeUndefined();
});

test('where nobody else is there, nothing is to be weighed', () => {
  const standing = (): Exclusion => ({
    reason: 'at-capacity',
    message: 'It is full.',
    until: now + 1,
  });
  const plan = planFor([cheap, dear], { now, waitingSince: now, standing });
  expect(plan).not.toHaveProperty('wait');
  expect(plan.candidates).toEqual([]);
});

test.each([
  ['dear', true],
  ['cheap', false],
])('where %s is a last resort, the cheap one that is full is waited for: %s', (doubted, waits) => {
  const plan = planWith({}, { outlook: toDoubt(doubted) });
  expect(plan.wait !== undefined).toBe(waits);
});

test('rather than ask a last resort, a dearer one that is full is waited for', () => {
  const plan = planFor([cheap, dear], {
    now,
    waitingSince: now,
    standing: (id) =>
      id === 'dear'
        ? { reason: 'at-capacity', message: 'dear is full.', until: now + 1_000 }
        : undefined,
    outlook: toDoubt('cheap'),
  });
  expect(plan.wait?.provider).toBe('dear');
});
