import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatUsd, toUsdMicros } from './usd.ts';

test.each([
  [0, 0, '$0.00'],
  [0.3, 300_000, '$0.30'],
  [0.156, 156_000, '$0.156'],
  [0.455, 455_000, '$0.455'],
  [1.001, 1_001_000, '$1.001'],
  [1.005, 1_005_000, '$1.005'],
  [1.1 * 3, 3_300_000, '$3.30'],
  [0.000_001, 1, '$0.000001'],
  [0.000_000_4, 0, '$0.00'],
  [12_345.6, 12_345_600_000, '$12345.60'],
  [100, 100_000_000, '$100.00'],
])('%d dollars are %d micro-dollars, written %s', (usd, usdMicros, written) => {
  expect(toUsdMicros(usd)).toBe(usdMicros);
  expect(formatUsd(usdMicros)).toBe(written);
});

test.each([-0.01, Number.NaN, Number.POSITIVE_INFINITY, 1_000_000_000.01, 1e308])(
  '%d is no amount',
  (usd) => {
    expect(() => toUsdMicros(usd)).toThrow(TypeError);
    expect(() => toUsdMicros(usd)).toThrow(`not ${usd}`);
  },
);

test.each([
  [-300_000, '-$0.30'],
  [-1, '-$0.000001'],
  [0.4, '$0.00'],
  [999_999.5, '$1.00'],
  [100_010, '$0.10001'],
  [1_000_000_000_000_001, '$1000000000.000001'],
])('%d micro-dollars are written %s', (usdMicros, written) => {
  expect(formatUsd(usdMicros)).toBe(written);
});

test('what is written is read back as the same amount', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000_000 }), (usdMicros) => {
      expect(toUsdMicros(Number(formatUsd(usdMicros).slice(1)))).toBe(usdMicros);
    }),
  );
});
