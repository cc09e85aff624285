import { expect, test } from 'vitest';
import type { ModelOffer, OfferOverrides } from './offer.ts';
import { mergeOffers, requireOffer } from './offer.ts';

const known: ModelOffer = {
  model: 'kling-2.5-turbo-pro',
  vendorModels: { textToVideo: 'kling-t2v', imageToVideo: 'kling-i2v' },
  capabilities: {
    textToVideo: true,
    startFrame: true,
    endFrame: true,
    durations: [5, 10],
    aspectRatios: ['16:9'],
    aspectRatioWithStartFrame: false,
    negativePrompt: true,
    cfgScale: { step: 0.1 },
  },
  prices: [5, 10].map((duration) => ({
    duration,
    usdMicros: duration * 60_000,
    certainty: 'from',
    source: 'https://vendor.example/prices',
    asOf: '2026-11-21',
  })),
  latency: [],
};

test('without overrides offers stay as they are', () => {
  expect(mergeOffers([known])).toEqual([known]);
});

test('a price of the operator replaces that price only, and says where it is from', () => {
  const [offer] = mergeOffers([known], {
    [known.model]: { prices: { 5: 0.28, 15: 0.9 }, pricesAsOf: '2026-11-20' },
  });
  expect(
    offer?.prices.map((price) => [
      price.duration,
      price.usdMicros,
      price.certainty,
      price.source,
      price.asOf,
    ]),
  ).toEqual([
    [10, 600_000, 'from', 'https://vendor.example/prices', '2026-11-21'],
    [5, 280_000, 'exact', 'settings', '2026-11-20'],
    [15, 900_000, 'exact', 'settings', '2026-11-20'],
  ]);
});

test('a price of 0 is a price', () => {
  const [offer] = mergeOffers([known], { [known.model]: { prices: { 5: 0 } } });
  expect(offer?.prices.find(({ duration }) => duration === 5)?.usdMicros).toBe(0);
});

test('capabilities are changed field by field', () => {
  const [offer] = mergeOffers([known], { [known.model]: { capabilities: { endFrame: false } } });
  expect(offer?.capabilities).toEqual({ ...known.capabilities, endFrame: false });
});

test('vendor ids and latency hints of the operator replace the known ones, or stay', () => {
  const vendorModels = { imageToVideo: 'kling-i2v-2' };
  const latency = [
    { duration: 5, typicalMs: [60_000, 90_000], firstPollMs: 50_000, pollIntervalMs: 5_000 },
  ] as const;
  const [changed] = mergeOffers([known], { [known.model]: { vendorModels, latency } });
  expect(changed).toEqual({ ...known, vendorModels, latency });
  const [hinted] = mergeOffers([{ ...known, latency }], { [known.model]: {} });
  expect(hinted).toEqual({ ...known, latency });
});

test('a new model takes after the known one, but its price is unknown', () => {
  const offers = mergeOffers([known], { 'kling-3': { vendorModels: { imageToVideo: 'k3' } } });
  expect(offers.map(({ model }) => model)).toEqual([known.model, 'kling-3']);
  expect(offers[1]).toMatchObject({
    vendorModels: { imageToVideo: 'k3' },
    capabilities: known.capabilities,
    prices: [],
  });
});

test.each<readonly [string, OfferOverrides, string]>([
  [
    'a new model without vendor ids',
    { 'kling-3': {} },
    'models["kling-3"] is new, so it needs vendorModels',
  ],
  ['a negative price', { [known.model]: { prices: { 5: -1 } } }, 'not -1'],
  ['a price that is no number', { [known.model]: { prices: { 5: Number.NaN } } }, 'not NaN'],
])('%s is refused', (_what, overrides, message) => {
  expect(() => mergeOffers([known], overrides)).toThrow(TypeError);
  expect(() => mergeOffers([known], overrides)).toThrow(message);
});

test('merging changes neither the offers nor the overrides', () => {
  const before = structuredClone(known);
  mergeOffers([known], { [known.model]: { prices: { 5: 0.1 }, capabilities: { durations: [5] } } });
  expect(known).toEqual(before);
});

test('an offer is found by its model, and its absence names those there are', () => {
  const provider = { id: 'a', offers: [known] };
  expect(requireOffer(provider, known.model)).toBe(known);
  expect(() => requireOffer(provider, 'sora')).toThrow(
    expect.objectContaining({
      code: 'unsupported',
      outcome: 'rejected',
      provider: 'a',
      message: 'a does not offer the model "sora"; it offers kling-2.5-turbo-pro.',
    }),
  );
});
