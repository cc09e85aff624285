import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainTraits } from '../../test/job-facts.ts';
import type { PlanInput } from './plan.ts';
import type { Ranked } from './rank.ts';
import { compareRanked, toPlace, toScore } from './rank.ts';
import type { RoutingSettings } from './routing-settings.ts';

type Places = Pick<PlanInput, 'routing' | 'first' | 'seed'>;

/** Only what a place depends on. */
function placeOf(id: string, { routing, first, seed = 'job-1' }: Partial<Places>): number {
  // The rest of the input is not read.
  return toPlace(id, { routing: routing ?? {}, first, seed } as PlanInput);
}

const infinite = Number.POSITIVE_INFINITY;

test('without a word of a person all places are alike', () => {
  expect(placeOf('a', {})).toBe(infinite);
  expect(placeOf('a', { routing: { sort: 'balanced', ignore: ['b'] } })).toBe(infinite);
});

test('places are first, then by order, then by weights, then all others', () => {
  const given = {
    first: 'again',
    routing: { order: ['one', 'two'], weights: { heavy: 5, one: 1, none: 0 } },
  };
  const ids = ['again', 'one', 'two', 'heavy', 'none', 'other'];
  const places = ids.map((id) => placeOf(id, given));
  expect(places.toSorted((a, b) => (a === b ? 0 : a - b))).toEqual(places);
  expect(places.slice(0, 3)).toEqual([-infinite, -2, -1]);
  expect(places[3]).toBeGreaterThan(0);
  expect(places.slice(4)).toEqual([infinite, infinite]);
});

test.each<readonly [Readonly<Record<string, number>>, Readonly<Record<string, number>>]>([
  [
    { a: 80, b: 20 },
    { a: 0.8, b: 0.2 },
  ],
  [
    { a: 1, b: 1 },
    { a: 0.5, b: 0.5 },
  ],
  [
    { a: 0.5, b: 0.3, c: 0.2 },
    { a: 0.5, b: 0.3, c: 0.2 },
  ],
  [
    { a: 1, b: 0 },
    { a: 1, b: 0 },
  ],
])('weights of %j split 10,000 jobs within two points', (weights, shares) => {
  const count = 10_000;
  const won = new Map<string, number>();
  for (let index = 0; index < count; index += 1) {
    const given = { routing: { weights }, seed: `0190d3c2-${index}` };
    const [best = ''] = Object.keys(weights).toSorted(
      (a, b) => placeOf(a, given) - placeOf(b, given),
    );
    won.set(best, (won.get(best) ?? 0) + 1);
  }
  for (const [id, share] of Object.entries(shares)) {
    expect(Math.abs((won.get(id) ?? 0) / count - share)).toBeLessThan(0.02);
  }
});

test('a job keeps its draw, and who is left out takes nothing from the others', () => {
  const all = { routing: { weights: { a: 5, b: 3, c: 2 } }, seed: 'job-7' };
  const fewer = { ...all, routing: { weights: { a: 5, b: 3 } } };
  expect(placeOf('a', all)).toBe(placeOf('a', fewer));
  expect(placeOf('b', all)).toBe(placeOf('b', fewer));
});

const outlook = { odds: 0.5, typicalMs: 100_000 };
const price = { usdMicros: 300_000, certainty: 'exact' } as const;

test.each<readonly [string, RoutingSettings, number, number]>([
  ['price by default', {}, 300_000, infinite],
  ['price', { sort: 'price' }, 300_000, infinite],
  ['expected milliseconds', { sort: 'availability' }, 300_000, 300_000],
  ['expected cost', { sort: 'balanced' }, 300_000 + 150_000, infinite],
  [
    'expected cost with time worth nothing',
    { sort: 'balanced', valueOfTimeUsdPerSecond: 0 },
    300_000,
    infinite,
  ],
  [
    'expected cost with dear time',
    { sort: 'balanced', valueOfTimeUsdPerSecond: 0.002 },
    300_000 + 600_000,
    infinite,
  ],
])(
  'the score is the %s, and last where the price is not known',
  (_what, routing, known, unknown) => {
    const provider = { traits: { ...plainTraits, failedTasksCharged: 'no' as const } };
    expect(toScore({ quote: price, outlook }, provider, { routing })).toBe(known);
    const unpriced = { quote: { certainty: 'unknown' as const }, outlook };
    expect(toScore(unpriced, provider, { routing })).toBe(
      routing.sort === 'availability' ? known : unknown,
    );
  },
);

test.each([
  ['no', 450_000],
  ['yes', 750_000],
  ['unknown', 750_000],
] as const)(
  'where failed tasks are charged: %s, the expected cost is %d',
  (failedTasksCharged, score) => {
    const provider = { traits: { ...plainTraits, failedTasksCharged } };
    const routing = { sort: 'balanced' } as const;
    expect(toScore({ quote: price, outlook }, provider, { routing })).toBe(score);
  },
);

const few = fc.constantFrom(-infinite, 0, 1, infinite);
const ranks = fc
  .array(
    fc.record({
      place: few,
      score: few,
      lastResort: fc.constantFrom(undefined, true as const),
      usdMicros: fc.constantFrom(undefined, 0, 5),
      changes: fc.nat(2),
    }),
    { minLength: 1, maxLength: 8 },
  )
  .map((all) => all.map((one, position) => toRanked(one, position)));

function toRanked(
  one: {
    place: number;
    score: number;
    lastResort: true | undefined;
    usdMicros: number | undefined;
    changes: number;
  },
  position: number,
): Ranked {
  const adaptation = { field: 'cfgScale', requested: 0.3, applied: 0.5, reason: 'steps' } as const;
  return {
    provider: `p${position}`,
    model: 'kling-2.5-turbo-pro',
    quote: {
      usdMicros: one.usdMicros,
      certainty: one.usdMicros === undefined ? 'unknown' : 'exact',
    },
    adaptations: new Array(one.changes).fill(adaptation),
    needsStaging: false,
    outlook: { ...outlook, lastResort: one.lastResort },
    place: one.place,
    score: one.score,
    position,
  };
}

test('the order is total: it is the same from whichever order it starts', () => {
  const shuffled = ranks.chain((all) =>
    fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
  );
  fc.assert(
    fc.property(shuffled, ([all, mixed]) => {
      const sorted = all.toSorted(compareRanked);
      expect(mixed.toSorted(compareRanked)).toEqual(sorted);
      for (const [index, one] of sorted.entries()) {
        for (const other of sorted.slice(index + 1)) {
          expect(compareRanked(one, other)).toBeLessThan(0);
          expect(compareRanked(other, one)).toBeGreaterThan(0);
        }
      }
    }),
    { numRuns: 100 },
  );
});
