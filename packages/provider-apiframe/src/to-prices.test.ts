import { expect, test } from 'vitest';
import { apiframeOffers } from './models.ts';
import { toPrices } from './to-prices.ts';
import { catalogSchema } from './wire.ts';

const reading = { usdPerCredit: 0.01, source: 'https://api.example/v2/models', asOf: '2026-11-21' };

function setup(entry: Record<string, unknown>) {
  const { models } = catalogSchema.parse({
    models: [{ label: 'Kling', modality: 'video', id: 'kling-2.5-turbo-pro', ...entry }],
  });
  const prices = toPrices(models, apiframeOffers(0.039), reading);
  return prices['kling-2.5-turbo-pro']?.map(({ duration, usdMicros }) => [duration, usdMicros]);
}

test.each([
  // One value is the price of every variant.
  [
    { pricingMode: 'flat', costMin: 35, costMax: 35 },
    [
      [5, 350_000],
      [10, 350_000],
    ],
  ],
  // This model's variants are its two durations, so the ends of the range are theirs.
  [
    { pricingMode: 'flat', costMin: 4, costMax: 7 },
    [
      [5, 40_000],
      [10, 70_000],
    ],
  ],
  [{ pricingMode: 'flat', costMin: 7, costMax: 4 }, undefined],
  [{ pricingMode: 'flat', costMin: 4 }, undefined],
  [{ pricingMode: 'flat' }, undefined],
  [{ pricingMode: 'per-second', costMin: 1, costMax: 1 }, undefined],
  [{ costMin: 4, costMax: 7 }, undefined],
  [{ id: 'kling-3.0', pricingMode: 'flat', costMin: 4, costMax: 4 }, undefined],
])('the entry %j proves %j', (entry, prices) => {
  expect(setup(entry)).toEqual(prices);
});

test('a range proves nothing for a model with further variants', () => {
  const [offer] = apiframeOffers(0.039);
  if (offer === undefined) throw new Error('no offer');
  const added = { ...offer, model: 'kling-2.6', vendorModels: { textToVideo: 'kling-2.6' } };
  const entry = { id: 'kling-2.6', pricingMode: 'flat', costMin: 15, costMax: 40 };
  expect(toPrices([entry], [added], reading)).toEqual({});
});
