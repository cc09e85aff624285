import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderSamples } from '../src/run/order-samples.ts';

const names = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}$/), { minLength: 1, maxLength: 5 });
const eligible = fc
  .tuple(names, names)
  .map(([requests, providers]) => requests.map((requestId) => ({ requestId, providers })));
const seeds = fc.integer();
const repeats = fc.integer({ min: 1, max: 4 });

test('every sample is in the order once, whatever the seed', () => {
  fc.assert(
    fc.property(eligible, repeats, seeds, (requests, times, seed) => {
      const ordered = orderSamples(requests, { repeats: times, seed });
      const all = requests.flatMap(({ requestId, providers }) =>
        providers.flatMap((provider) =>
          Array.from({ length: times }, (_, index) => `${requestId}/${provider}/${index + 1}`),
        ),
      );
      expect(ordered.map(({ id }) => id).toSorted()).toEqual(all.toSorted());
      expect(ordered.map(({ order }) => order)).toEqual(all.map((_, index) => index));
    }),
  );
});

test('the same seed gives the same order, however the providers are listed', () => {
  fc.assert(
    fc.property(eligible, repeats, seeds, (requests, times, seed) => {
      const reversed = requests
        .map((one) => ({ ...one, providers: one.providers.toReversed() }))
        .toReversed();
      const options = { repeats: times, seed };
      expect(orderSamples(reversed, options)).toEqual(orderSamples(requests, options));
    }),
  );
});

test('at any moment the providers have begun as many samples, but for one', () => {
  fc.assert(
    fc.property(eligible, repeats, seeds, (requests, times, seed) => {
      const counts = new Map(requests[0]?.providers.map((provider) => [provider, 0]));
      for (const { provider } of orderSamples(requests, { repeats: times, seed })) {
        counts.set(provider, (counts.get(provider) ?? 0) + 1);
        const all = [...counts.values()];
        expect(Math.max(...all) - Math.min(...all)).toBeLessThanOrEqual(1);
      }
    }),
  );
});

test('nobody is systematically first or last', () => {
  const providers = ['one', 'two', 'three'];
  const requests = [{ requestId: 'ridge', providers }];
  const first = new Map<string, number>();
  const last = new Map<string, number>();
  const runs = 600;
  for (let seed = 0; seed < runs; seed += 1) {
    const order = orderSamples(requests, { repeats: 1, seed });
    for (const [counts, sample] of [
      [first, order[0]],
      [last, order.at(-1)],
    ] as const) {
      const provider = sample?.provider ?? 'nobody';
      counts.set(provider, (counts.get(provider) ?? 0) + 1);
    }
  }
  // 200 of 600 are expected; 5 standard deviations are 58.
  for (const count of [...first.values(), ...last.values()]) {
    expect(Math.abs(count - runs / 3)).toBeLessThan(58);
  }
  expect([first.size, last.size]).toEqual([3, 3]);
});

test('another seed gives another order', () => {
  const requests = [{ requestId: 'ridge', providers: ['one', 'two', 'three', 'four'] }];
  const orders = [1, 2, 3, 4, 5].map((seed) =>
    orderSamples(requests, { repeats: 3, seed })
      .map(({ id }) => id)
      .join(),
  );
  expect(new Set(orders).size).toBe(5);
});

test('a provider that cannot serve a request has samples of the others', () => {
  const ordered = orderSamples(
    [
      { requestId: 'text', providers: ['one', 'two'] },
      { requestId: 'frames', providers: ['one'] },
    ],
    { repeats: 2, seed: 1 },
  );
  expect(ordered.filter(({ provider }) => provider === 'two').map(({ id }) => id)).toHaveLength(2);
  expect(ordered.filter(({ requestId }) => requestId === 'frames')).toHaveLength(2);
});
