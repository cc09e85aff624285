import { expect, test } from 'vitest';
import { toUsdMicros } from '../usd.ts';
import { amountSchema } from './amount-schema.ts';

test.each([0, -0, 5e-324, 0.1, 0.455, 1_000_000_000])('%s is an amount', (amount) => {
  expect(Number.isSafeInteger(toUsdMicros(amountSchema.parse(amount)))).toBe(true);
});

test.each([-1, -5e-324, 1e10, 1e308, Number.POSITIVE_INFINITY, Number.NaN, '1', null])(
  '%s is none',
  (amount) => {
    expect(amountSchema.safeParse(amount).success).toBe(false);
  },
);
