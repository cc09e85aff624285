import { expect, test } from 'vitest';
import type { Assumption, Assumptions } from './assumption.ts';
import { assumptionNames, findAssumptionProblems, toAssumed } from './assumption.ts';

test.each<readonly [Assumption, string]>([
  ['down', 'circuit-open'],
  ['rate-limited', 'rate-limited'],
  ['full', 'at-capacity'],
  ['resting', 'resting'],
  ['low-balance', 'low-balance'],
])('one that is assumed to be %s is out for half a minute by %s', (assumption, reason) => {
  expect(toAssumed(assumption, 'a', 5)).toEqual({
    reason,
    until: 30_005,
    message: `A drill assumes that a is ${assumption}.`,
  });
});

test('of whom nothing is assumed nothing is made up', () => {
  expect(toAssumed(undefined, 'a', 5)).toBeUndefined();
});

test('every assumption that has a name is one', () => {
  for (const name of assumptionNames) expect(toAssumed(name, 'a', 0)?.message).toMatch(/drill/);
  const all = Object.fromEntries(assumptionNames.map((name, index) => [`p${index}`, name]));
  expect(findAssumptionProblems(all, Object.keys(all))).toEqual([]);
});

test.each<readonly [Assumptions | Readonly<Record<string, string>>, string]>([
  [{ z: 'down' }, 'assume: no provider "z"; configured: a, b'],
  [
    { a: 'broken' },
    'assume.a: got "broken"; allowed: down, rate-limited, full, resting, low-balance',
  ],
])('%j is refused', (assume, problem) => {
  // What a caller without types may pass.
  expect(findAssumptionProblems(assume as Assumptions, ['a', 'b'])).toEqual([problem]);
});
