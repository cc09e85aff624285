import { expect, test } from 'vitest';
import { aimlapiOffers } from './models.ts';
import { toPrices } from './to-prices.ts';
import { catalogueSchema } from './wire.ts';

const reading = { source: 'https://api.example/v1/models', asOf: '2026-11-21' };
const textId = 'klingai/v2.5-turbo/pro/text-to-video';
const imageId = 'klingai/v2.5-turbo/pro/image-to-video';

function setup(textPricing: unknown, imagePricing = textPricing) {
  const { data } = catalogueSchema.parse({
    object: 'list',
    data: [
      { id: textId, aliases: null, type: 'video', pricing: textPricing },
      { id: 'klingai/renamed', aliases: [imageId], type: 'video', pricing: imagePricing },
    ],
  });
  const prices = toPrices(data, aimlapiOffers, reading)['kling-2.5-turbo-pro'];
  return prices?.map(({ duration, usdMicros }) => [duration, usdMicros]);
}

const perSecond = { name: 'second', content: 'video', origin: 'generated', price: 0.091, per: 1 };

test.each([
  [
    'a price per second',
    { kind: 'fixed', units: [perSecond] },
    [
      [5, 455_000],
      [10, 910_000],
    ],
  ],
  [
    'a price per 10 s',
    { kind: 'fixed', units: [{ ...perSecond, price: 0.91, per: 10 }] },
    [
      [5, 455_000],
      [10, 910_000],
    ],
  ],
  [
    'a price per video',
    { kind: 'fixed', units: [{ name: 'video', price: 0.4, per: 1 }] },
    [
      [5, 400_000],
      [10, 400_000],
    ],
  ],
  [
    'a price by duration',
    {
      kind: 'variants',
      dimensions: ['duration'],
      variants: [
        { when: { duration: '5' }, price: 0.455, unit: 'video', per: 1 },
        { when: { duration: 10 }, price: 0.91, unit: 'video', per: 1 },
      ],
    },
    [
      [5, 455_000],
      [10, 910_000],
    ],
  ],
  [
    'a price for one duration only',
    { kind: 'variants', variants: [{ when: { duration: 5 }, price: 0.4, unit: 'video', per: 1 }] },
    [[5, 400_000]],
  ],
  [
    'a price by something unknown',
    {
      kind: 'variants',
      dimensions: ['resolution'],
      variants: [
        { when: { resolution: '720p' }, price: 0.39, unit: 'second', per: 1 },
        { when: { resolution: '1080p' }, price: 0.65, unit: 'second', per: 1 },
      ],
    },
    undefined,
  ],
  [
    'a price per token',
    { kind: 'fixed', units: [{ name: 'token', price: 3, per: 1_000_000 }] },
    undefined,
  ],
  [
    'two units',
    { kind: 'fixed', units: [perSecond, { name: 'token', price: 3, per: 1 }] },
    undefined,
  ],
  [
    'a price divided by almost nothing',
    { kind: 'fixed', units: [{ name: 'second', price: 1e300, per: 1e-300 }] },
    undefined,
  ],
  [
    'a price beyond all money',
    { kind: 'fixed', units: [{ name: 'video', price: 1e308, per: 1 }] },
    undefined,
  ],
  [
    'a duration that cannot be written',
    {
      kind: 'variants',
      variants: [
        { when: { duration: { toString: 1, valueOf: 1 } }, price: 1, unit: 'video', per: 1 },
      ],
    },
    undefined,
  ],
  ['a variable price', { kind: 'variable' }, undefined],
  ['no price', null, undefined],
])('%s is read as it stands', (_case, pricing, prices) => {
  expect(setup(pricing)).toEqual(prices);
});

test('a price that holds for one of the two modes only is none', () => {
  const fixed = { kind: 'fixed', units: [perSecond] };
  expect(setup(fixed, { kind: 'fixed', units: [{ ...perSecond, price: 0.1 }] })).toBeUndefined();
  expect(setup(fixed, null)).toBeUndefined();
});
