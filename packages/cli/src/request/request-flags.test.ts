import { expect, test } from 'vitest';
import { toRequestOptions } from './request-flags.ts';

test('flags that were not given hide nothing of the configuration', () => {
  expect(toRequestOptions({})).toEqual({ routing: {}, fit: undefined });
  expect(toRequestOptions({ fallbacks: true }).routing).toEqual({});
});

test('each flag reaches the setting that it names, in its unit', () => {
  const { routing, fit } = toRequestOptions({
    sort: 'balanced',
    order: ['fal'],
    weight: ['apixo=80', 'fal=20'],
    maxUsd: 0,
    patience: 30,
    maxWait: 0,
    valueOfTime: 0.001,
    fallbacks: false,
    fit: 'strict',
  });
  expect(routing).toEqual({
    sort: 'balanced',
    order: ['fal'],
    weights: { apixo: 80, fal: 20 },
    maxUsd: 0,
    patienceMs: 30_000,
    maxWaitMs: 0,
    valueOfTimeUsdPerSecond: 0.001,
    allowFallbacks: false,
  });
  expect(fit).toBe('strict');
});
