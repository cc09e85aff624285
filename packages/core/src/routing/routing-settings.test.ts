import { expect, test } from 'vitest';
import { findRoutingProblems } from './routing-settings.ts';

const ids = ['a', 'b'];
const usd = 'a number of dollars above 0';
const ms = 'a number of milliseconds of at least 0';

test.each<readonly [string, unknown, string]>([
  ['sort', 'latency', 'routing.sort: got "latency"; allowed: price, availability or balanced'],
  ['order', 'a', 'routing.order: got "a"; allowed: an array of provider ids'],
  ['order', ['a', 'z'], 'routing.order: no provider "z"; configured: a, b'],
  ['only', ['z'], 'routing.only: no provider "z"; configured: a, b'],
  ['ignore', ['z'], 'routing.ignore: no provider "z"; configured: a, b'],
  ['ignore', null, 'routing.ignore: got null; allowed: an array of provider ids'],
  ['maxUsd', 0, `routing.maxUsd: got 0; allowed: ${usd}`],
  ['maxUsd', -1, `routing.maxUsd: got -1; allowed: ${usd}`],
  ['maxUsd', '0.5', `routing.maxUsd: got "0.5"; allowed: ${usd}`],
  ['maxUsd', Number.POSITIVE_INFINITY, `routing.maxUsd: got Infinity; allowed: ${usd}`],
  ['allowFallbacks', 'no', 'routing.allowFallbacks: got "no"; allowed: true or false'],
  ['maxWaitMs', -1, `routing.maxWaitMs: got -1; allowed: ${ms}`],
  ['maxWaitMs', Number.NaN, `routing.maxWaitMs: got NaN; allowed: ${ms}`],
  ['patienceMs', -1, `routing.patienceMs: got -1; allowed: ${ms}`],
  ['patienceMs', '60 s', `routing.patienceMs: got "60 s"; allowed: ${ms}`],
  [
    'valueOfTimeUsdPerSecond',
    -0.1,
    'routing.valueOfTimeUsdPerSecond: got -0.1; allowed: a number of at least 0',
  ],
  ['weights', 80, 'routing.weights: got 80; allowed: an object of weights by provider id'],
  ['weights', { a: -1 }, 'routing.weights.a: got -1; allowed: a number of at least 0'],
  ['weights', { z: 1 }, 'routing.weights: no provider "z"; configured: a, b'],
  ['max_usd', 1, 'routing.max_usd: unknown field; did you mean maxUsd?'],
])('routing.%s given as %o is refused', (name, value, problem) => {
  // Wrong types are the point: JavaScript callers and config files have no compiler.
  expect(findRoutingProblems({ [name]: value } as never, ids)).toEqual([problem]);
});

test('a wrong id in an array is named with its place and what is allowed', () => {
  const [problem] = findRoutingProblems({ order: ['a', 5] } as never, ids);
  expect(problem).toBe('routing.order.1: got 5; allowed: a provider id');
});

test.each([null, 'cheap', 5])('%o is no routing, and what is one is said', (value) => {
  const [problem] = findRoutingProblems(value as never, ids);
  expect(problem).toMatch(/^routing: got .*; allowed: an object with sort, order, only/);
});

test('all problems are found at once', () => {
  expect(findRoutingProblems({ only: ['y'], ignore: ['z', 'a'] }, ids)).toHaveLength(2);
});

test.each([
  {},
  { maxWaitMs: 0 },
  { maxUsd: 0.01 },
  { only: [], ignore: [], order: [] },
  { patienceMs: 0, valueOfTimeUsdPerSecond: 0 },
  { weights: { a: 0, b: 20.5 } },
  { sort: 'availability' },
  { sort: 'balanced' },
  { sort: 'price', allowFallbacks: false, order: ['b', 'a'] },
] as const)('%o is fine', (settings) => {
  expect(findRoutingProblems(settings, ids)).toEqual([]);
});
