import { expect, test } from 'vitest';
import { billingSchema, generationSchema, submittedSchema } from './wire.ts';

test('a number names a task as far as it can be read to its last digit', () => {
  expect(submittedSchema.parse({ id: 12_345_678 }).id).toBe('12345678');
  // JSON's 9007199254740993 is read as ...992: the id of another task.
  expect(submittedSchema.safeParse({ id: 9_007_199_254_740_992 }).success).toBe(false);
});

test('a cost beyond all money is none', () => {
  const usage = { usd_spent: 1e308, credits_used: 910_000 };
  expect(generationSchema.parse({ status: 'completed', meta: { usage } }).meta?.usage).toEqual({
    usd_spent: undefined,
    credits_used: 910_000,
  });
});

test('a balance beyond all money is none, and one below 0 leaves nothing', () => {
  expect(billingSchema.safeParse({ current_balance: 1e308 }).success).toBe(false);
  expect(billingSchema.parse({ current_balance: -2 }).current_balance).toBe(0);
});
