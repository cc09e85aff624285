import { expect, test } from 'vitest';
import { hashToUnit } from './hash-to-unit.ts';

const count = 10_000;
/** What job ids may look like: counted up, or of random bits. */
const idsLike = {
  counted: (index: number) => `job-${index}`,
  'a uuid': (index: number) =>
    `${(index * 2_654_435_761).toString(16).padStart(8, '0').slice(-8)}-7f3a-4c1e-9b2d-0123456789ab`,
};

test('the same text has the same number, above 0 and below 1', () => {
  for (const text of ['', 'a', 'job-1 apixo', 'ü'.repeat(100), '\u0000']) {
    const unit = hashToUnit(text);
    expect(hashToUnit(text)).toBe(unit);
    expect(unit).toBeGreaterThan(0);
    expect(unit).toBeLessThan(1);
  }
});

test.each(['counted', 'a uuid'] as const)('ids %s fill all twenty parts alike', (kind) => {
  const parts = new Array<number>(20).fill(0);
  for (let index = 0; index < count; index += 1) {
    const part = Math.floor(hashToUnit(`${idsLike[kind](index)} apixo`) * 20);
    parts[part] = (parts[part] ?? 0) + 1;
  }
  // Five standard deviations of 500 are 109.
  for (const part of parts) expect(Math.abs(part - count / 20)).toBeLessThan(109);
});

test('what two providers draw for the same job is unrelated', () => {
  let product = 0;
  for (let index = 0; index < count; index += 1) {
    product += (hashToUnit(`job-${index} a`) - 0.5) * (hashToUnit(`job-${index} b`) - 0.5);
  }
  // Of unrelated numbers this is 0, give or take a standard deviation of 1/12/√n.
  expect(Math.abs(product / count)).toBeLessThan(5 / 12 / Math.sqrt(count));
});

test('texts that differ in one letter differ by more than chance would have it', () => {
  const close = Array.from({ length: count }, (_, index) =>
    Math.abs(hashToUnit(`job-${index} a`) - hashToUnit(`job-${index} b`)),
  ).filter((distance) => distance < 0.01);
  expect(close.length).toBeLessThan(count * 0.025);
});
