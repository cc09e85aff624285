import { expect, test } from 'vitest';
import type { AnswerTime } from './answer-time.ts';
import { addAnswer, toSuspiciousMs } from './answer-time.ts';

function learn(...answersMs: readonly number[]): number {
  return toSuspiciousMs(answersMs.reduce<AnswerTime | undefined>(addAnswer, undefined));
}

const often = (ms: number): number[] => Array.from({ length: 50 }, () => ms);

test.each<readonly [string, readonly number[], number]>([
  ['nothing is known', [], 10_000],
  ['the first answer took two seconds', [2_000], 6_000],
  ['the first answer took 300 ms', [300], 5_000],
  ['all took a second', often(1_000), 5_000],
  ['all took eight seconds', often(8_000), 8_000],
  ['all took forty seconds', often(40_000), 30_000],
])('where %s', (_what, answersMs, suspiciousMs) => {
  expect(learn(...answersMs)).toBeCloseTo(suspiciousMs, -1);
});

test('times that vary are waited for longer than their average', () => {
  const varied = often(0).map((_, index) => (index % 2 === 0 ? 4_000 : 8_000));
  expect(learn(...varied)).toBeGreaterThan(12_000);
});

test('one slow answer is forgotten after some quick ones', () => {
  expect(learn(...often(3_000), 40_000)).toBeGreaterThan(20_000);
  expect(learn(...often(3_000), 40_000, ...often(3_000))).toBeCloseTo(5_000, -2);
});
