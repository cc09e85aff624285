import { expect, test } from 'vitest';
import type { PriceCap } from './price-cap.ts';
import { findPriceExclusion } from './price-cap.ts';

function cap(usdMicros: number, change: Partial<PriceCap> = {}): PriceCap {
  return { name: 'maxUsd', usdMicros, spentUsdMicros: 0, reason: 'above-max-price', ...change };
}

const at = (usdMicros: number) => ({ usdMicros, certainty: 'exact' }) as const;
const unknown = { certainty: 'unknown' } as const;
const day = cap(1_000_000, { name: 'budget.perDayUsd', reason: 'over-budget', until: 86_400_000 });

test('without a cap every price is fine, also an unknown one', () => {
  expect(findPriceExclusion('a', at(9_000_000), [])).toBeUndefined();
  expect(findPriceExclusion('a', unknown, [])).toBeUndefined();
});

test.each([
  ['to the micro-dollar', 300_000, 0, false],
  ['by a micro-dollar', 299_999, 0, true],
  ['with what was spent', 500_000, 200_000, false],
  ['with a micro-dollar more spent', 500_000, 200_001, true],
  ['of nothing', 0, 0, true],
])('a price of $0.30 is above a cap %s (%d of which %d is spent): %s', (_what, usd, spent, out) => {
  const found = findPriceExclusion('a', at(300_000), [cap(usd, { spentUsdMicros: spent })]);
  expect(found?.reason).toBe(out ? 'above-max-price' : undefined);
});

test('a price of 0 fits under a cap that is used up', () => {
  expect(findPriceExclusion('a', at(0), [cap(5, { spentUsdMicros: 5 })])).toBeUndefined();
  expect(findPriceExclusion('a', at(0), [cap(5, { spentUsdMicros: 6 })])).toBeDefined();
});

test('an unknown price fits under none, and what would help is told', () => {
  expect(findPriceExclusion('a', unknown, [day])).toEqual({
    reason: 'price-unknown',
    message: 'a has no known price, and budget.perDayUsd is set: give one in its models setting.',
  });
});

test('the first cap that does not allow it is told, with when it begins anew', () => {
  const spent = { ...day, spentUsdMicros: 900_000 };
  expect(findPriceExclusion('a', at(300_000), [cap(300_000), spent])).toEqual({
    reason: 'over-budget',
    message:
      'a costs $0.30; budget.perDayUsd $1.00, of which $0.90 may have been spent, does not allow it.',
    until: 86_400_000,
  });
});

test('one that lasts is told without an end, and without a sum where nothing is spent', () => {
  expect(findPriceExclusion('a', at(300_000), [cap(100_000), day])).toEqual({
    reason: 'above-max-price',
    message: 'a costs $0.30; maxUsd $0.10 does not allow it.',
  });
});
