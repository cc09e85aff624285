import { expect, test } from 'vitest';
import { toWeights } from './to-weights.ts';

test('weights are numbers by provider, and 0 is one', () => {
  expect(toWeights(['apixo=80', 'fal=0', 'aimlapi=0.5'])).toEqual({
    apixo: 80,
    fal: 0,
    aimlapi: 0.5,
  });
});

test.each(['apixo=', 'apixo= ', 'apixo=-1', 'apixo=much', 'apixo=Infinity', 'apixo=NaN'])(
  'a weight that is none is refused: "%s"',
  (pair) => {
    expect(() => toWeights([pair])).toThrow(`--weight: got "${pair}"`);
  },
);
