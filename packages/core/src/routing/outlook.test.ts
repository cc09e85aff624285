import fc from 'fast-check';
import { expect, test } from 'vitest';
import { defaultValueOfTimeUsdPerSecond, toExpectedMs, toExpectedUsdMicros } from './outlook.ts';

const outlooks = fc.record({
  odds: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  typicalMs: fc.integer({ min: 0, max: 3_600_000 }),
});
const free = { failuresAreFree: true, usdPerSecond: 0.0005 };
const charged = { failuresAreFree: false, usdPerSecond: 0.0005 };

test('a second of waiting is worth a twentieth of a cent', () => {
  expect(defaultValueOfTimeUsdPerSecond).toBe(0.0005);
});

test('the expected time is that of one success and of the failures before it', () => {
  fc.assert(
    fc.property(outlooks, ({ odds, typicalMs }) => {
      // L/p for the tasks until one succeeds, and (1-p)/p times the time in which a failure shows.
      const expected = typicalMs / odds + ((1 - odds) / odds) * typicalMs;
      expect(toExpectedMs({ odds, typicalMs })).toBeCloseTo(expected, 3);
    }),
    { numRuns: 60 },
  );
});

test('the expected cost is the price, and the waiting at its value', () => {
  fc.assert(
    fc.property(outlooks, fc.integer({ min: 0, max: 2_000_000 }), (outlook, price) => {
      const { odds, typicalMs } = outlook;
      // In dollars, with the letters of the reference: price + v L/p + (1-p)/p v T.
      const usd =
        price / 1e6 +
        (0.0005 * (typicalMs / 1e3)) / odds +
        ((1 - odds) / odds) * 0.0005 * (typicalMs / 1e3);
      expect(toExpectedUsdMicros(price, outlook, free) / 1e6).toBeCloseTo(usd, 6);
      const more = toExpectedUsdMicros(price, outlook, charged) - price / odds;
      expect(more).toBeCloseTo(toExpectedUsdMicros(price, outlook, free) - price, 3);
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['a sure one of two minutes', 300_000, 1, 120_000, 0.0005, 300_000 + 60_000],
  ['one of two, whose failures are free', 300_000, 0.5, 120_000, 0.0005, 300_000 + 180_000],
  ['where time is worth nothing', 300_000, 0.5, 120_000, 0, 300_000],
  ['where nothing costs anything', 0, 0.5, 0, 1, 0],
])('%s costs as much', (_what, price, odds, typicalMs, usdPerSecond, usdMicros) => {
  const terms = { failuresAreFree: true, usdPerSecond };
  expect(toExpectedUsdMicros(price, { odds, typicalMs }, terms)).toBeCloseTo(usdMicros, 6);
});

test('failures that are charged make a video dearer by the odds', () => {
  const outlook = { odds: 0.5, typicalMs: 0 };
  expect(toExpectedUsdMicros(300_000, outlook, charged)).toBe(600_000);
});

test('worse odds and more time never make a video cheaper or sooner', () => {
  fc.assert(
    fc.property(outlooks, outlooks, (a, b) => {
      const worse = {
        odds: Math.min(a.odds, b.odds),
        typicalMs: Math.max(a.typicalMs, b.typicalMs),
      };
      expect(toExpectedMs(worse)).toBeGreaterThanOrEqual(toExpectedMs(a));
      for (const terms of [free, charged]) {
        expect(toExpectedUsdMicros(300_000, worse, terms)).toBeGreaterThanOrEqual(
          toExpectedUsdMicros(300_000, a, terms),
        );
      }
    }),
    { numRuns: 60 },
  );
});
