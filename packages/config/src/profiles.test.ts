import { expect, test } from 'vitest';
import { applyProfile } from './profiles.ts';
import type { ProfileConfig, VidgateConfig } from './vidgate-config.ts';

const base: VidgateConfig = {
  providers: { apixo: {}, apiframe: {} },
  ledger: 'day.db',
  routing: { sort: 'balanced', order: ['apixo', 'apiframe'], weights: { apixo: 80, apiframe: 20 } },
  onUnknownSubmit: { resubmit: { afterMs: 5, maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 2 } },
  livePrices: { maxAgeMs: 1000 },
};

const changes: readonly (readonly [string, ProfileConfig, Partial<VidgateConfig>])[] = [
  ['a plain field is replaced', { ledger: 'night.db' }, { ledger: 'night.db' }],
  ['a field that is new is added', { fit: 'strict' }, { fit: 'strict' }],
  [
    'routing keeps what is not named',
    { routing: { sort: 'price' } },
    { routing: { ...base.routing, sort: 'price' } },
  ],
  [
    'a list is replaced, not joined',
    { routing: { order: ['apiframe'] } },
    { routing: { ...base.routing, order: ['apiframe'] } },
  ],
  [
    'weights are replaced as a whole',
    { routing: { weights: { apiframe: 1 } } },
    { routing: { ...base.routing, weights: { apiframe: 1 } } },
  ],
  [
    'an allowance is replaced as a whole',
    { onUnknownSubmit: { resubmit: { maxExtraUsdPerJob: 0, maxExtraUsdPerDay: 0 } } },
    { onUnknownSubmit: { resubmit: { maxExtraUsdPerJob: 0, maxExtraUsdPerDay: 0 } } },
  ],
  ['a word replaces an object', { onUnknownSubmit: 'hold' }, { onUnknownSubmit: 'hold' }],
  ['false replaces an object', { livePrices: false }, { livePrices: false }],
];

test.each(changes)('%s', (_name, profile, expected) => {
  const config = { ...base, profiles: { night: profile } };
  expect(applyProfile(config, 'night', 'file')).toEqual({ ...config, ...expected });
});

const builtIn: readonly (readonly [string, Partial<VidgateConfig>])[] = [
  ['cheapest', { routing: { ...base.routing, sort: 'price', patienceMs: 300_000 } }],
  [
    'safest',
    {
      routing: { ...base.routing, sort: 'availability' },
      onUnknownSubmit: 'hold',
      fit: 'strict',
    },
  ],
  ['fastest', { routing: { ...base.routing, sort: 'availability' } }],
];

test.each(builtIn)('%s is built in', (name, expected) => {
  expect(applyProfile(base, name, 'file')).toEqual({ ...base, ...expected });
});

test('a file may say otherwise what cheapest is', () => {
  const config = { ...base, profiles: { cheapest: { routing: { maxUsd: 0.3 } } } };
  expect(applyProfile(config, 'cheapest', 'file').routing).toEqual({
    ...base.routing,
    maxUsd: 0.3,
  });
});

test('a name that every object has is no profile', () => {
  expect(() => applyProfile(base, 'constructor', 'file')).toThrow(
    'file: profile: got "constructor"; allowed: cheapest, safest, fastest',
  );
});
