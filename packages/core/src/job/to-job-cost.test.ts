import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import type { Job } from './job.ts';
import { mayHaveCost } from './to-attempt-spend.ts';
import { toJobCost } from './to-job-cost.ts';

const quoted = (usdMicros?: number) => ({
  quote: usdMicros === undefined ? { certainty: 'unknown' } : { usdMicros, certainty: 'exact' },
});
const failed = (charged: 'yes' | 'no' | 'unknown') => ({
  state: 'failed',
  error: makeError('generation-failed', { outcome: 'accepted', charged }),
});
const charged = (usdMicros: number) => ({ cost: { usdMicros } });
const done = { state: 'succeeded' };
const rejected = { state: 'rejected', error: makeError('network') };
const doubt = {
  state: 'unknown',
  error: makeError('timeout', { outcome: 'unknown', charged: 'unknown' }),
};

test.each<readonly [string, readonly Readonly<Record<string, unknown>>[], Job['cost']]>([
  ['nothing was tried', [], {}],
  ['a submit is under way', [{}], { estimatedUsdMicros: 300_000 }],
  ['a submit is in doubt', [doubt], { estimatedUsdMicros: 300_000 }],
  [
    'a task runs, and an amount is held back',
    [{ state: 'accepted', ...charged(280_000) }],
    { estimatedUsdMicros: 280_000 },
  ],
  [
    'a video was charged',
    [{ ...done, ...charged(280_000) }],
    { estimatedUsdMicros: 280_000, chargedUsdMicros: 280_000 },
  ],
  [
    'a video was free',
    [{ ...done, ...charged(0) }],
    { estimatedUsdMicros: 0, chargedUsdMicros: 0 },
  ],
  ['a vendor does not tell', [done], { estimatedUsdMicros: 300_000 }],
  ['a vendor does not tell and the price is unknown', [{ ...done, ...quoted() }], {}],
  [
    'a price is unknown but the charge is told',
    [{ ...done, ...quoted(), ...charged(280_000) }],
    { estimatedUsdMicros: 280_000, chargedUsdMicros: 280_000 },
  ],
  ['all was refused', [rejected, rejected], { estimatedUsdMicros: 0, chargedUsdMicros: 0 }],
  [
    'an unpriced submit was refused',
    [{ ...rejected, ...quoted() }],
    { estimatedUsdMicros: 0, chargedUsdMicros: 0 },
  ],
  ['one was refused, the next is under way', [rejected, {}], { estimatedUsdMicros: 300_000 }],
  ['a failure was free', [failed('no')], { estimatedUsdMicros: 0, chargedUsdMicros: 0 }],
  ['a failure was charged, as it seems in full', [failed('yes')], { estimatedUsdMicros: 300_000 }],
  [
    'nobody knows whether a failure was charged',
    [failed('unknown')],
    { estimatedUsdMicros: 300_000 },
  ],
  [
    'a failure and a video were charged',
    [
      { ...failed('yes'), ...charged(100_000) },
      { ...done, ...charged(280_000) },
    ],
    { estimatedUsdMicros: 380_000, chargedUsdMicros: 380_000 },
  ],
  [
    'one of two does not tell',
    [{ ...failed('unknown') }, { ...done, ...charged(280_000) }],
    { estimatedUsdMicros: 580_000 },
  ],
  ['one of two has an unknown price', [{ ...failed('unknown'), ...quoted() }, {}], {}],
  [
    'an attempt was given up in doubt',
    [{ ...doubt, state: 'abandoned' }],
    { estimatedUsdMicros: 300_000 },
  ],
  [
    'a task of an attempt that was given up is followed, and counted, by another job',
    [{ ...doubt, state: 'abandoned', recoveredAs: 'job-2' }],
    { estimatedUsdMicros: 0, chargedUsdMicros: 0 },
  ],
])('%s', (_what, changes, cost) => {
  expect(toJobCost(changes.map((change) => makeAttempt(change)))).toEqual(cost);
});

test.each([
  [{}, true],
  [doubt, true],
  [{ state: 'accepted' }, true],
  [rejected, false],
  [done, true],
  [failed('no'), false],
  [failed('yes'), true],
  [failed('unknown'), true],
] as const)('%o may have cost money: %s', (change, costly) => {
  expect(mayHaveCost(makeAttempt(change))).toBe(costly);
});

test('a sum is there only if each of its parts is', () => {
  const amount = fc.option(fc.nat({ max: 1_000_000 }), { nil: undefined });
  fc.assert(
    fc.property(fc.array(fc.tuple(amount, amount), { minLength: 1, maxLength: 4 }), (parts) => {
      const attempts = parts.map(([quote, cost]) =>
        makeAttempt({ ...done, ...quoted(quote), ...(cost === undefined ? {} : charged(cost)) }),
      );
      const { estimatedUsdMicros, chargedUsdMicros } = toJobCost(attempts);
      expect(chargedUsdMicros === undefined).toBe(parts.some(([, cost]) => cost === undefined));
      expect(estimatedUsdMicros === undefined).toBe(
        parts.some(([quote, cost]) => cost === undefined && quote === undefined),
      );
    }),
  );
});
