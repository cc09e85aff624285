import { expect, test } from 'vitest';
import { catalogSchema, jobSchema, meSchema } from './wire.ts';

test.each([1e10, 1e308, -1, '4'])(
  'a cost of %s credits is none, and the job is read',
  (creditCost) => {
    expect(jobSchema.parse({ status: 'QUEUED', creditCost })).toMatchObject({
      status: 'QUEUED',
      creditCost: undefined,
    });
  },
);

test('a price that no account could pay is none', () => {
  const model = { id: 'kling-2.5-turbo-pro', pricingMode: 'flat', costMin: 4, costMax: 1e308 };
  expect(catalogSchema.parse({ models: [model] }).models[0]).toMatchObject({
    costMin: 4,
    costMax: undefined,
  });
});

test('a balance beyond all money is none, and one below 0 leaves nothing', () => {
  expect(meSchema.safeParse({ team: { credits: 1e308 } }).success).toBe(false);
  expect(meSchema.parse({ team: { credits: -4 } }).team?.credits).toBe(0);
});
