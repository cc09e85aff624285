import { expect, test } from 'vitest';
import { makeAttempt, makeJob } from '../../test/make-job.ts';
import { toAttemptRow } from './attempt-row.ts';

const cost = { usdMicros: 280_000 };

test.each([
  ['runs', { state: 'accepted', cost }, { reserved: true, chargedUsdMicros: undefined }],
  ['was given up', { state: 'abandoned', cost }, { reserved: true, chargedUsdMicros: undefined }],
  ['is done', { state: 'succeeded', cost }, { reserved: false, chargedUsdMicros: 280_000 }],
  [
    'is done, at a cost that nobody names',
    { state: 'succeeded' },
    { reserved: false, chargedUsdMicros: undefined },
  ],
] as const)(
  'what a vendor names for a task that %s is charged only at its end',
  (_what, change, row) => {
    const attempt = makeAttempt(change);
    expect(toAttemptRow(makeJob({ attempts: [attempt] }), attempt)).toMatchObject(row);
  },
);

test('an attempt is settled when it ended, or else when it came into doubt', () => {
  const settledAt = (change: Readonly<Record<string, unknown>>): number | undefined => {
    const attempt = makeAttempt(change);
    return toAttemptRow(makeJob({ attempts: [attempt] }), attempt).settledAt;
  };
  expect(settledAt({})).toBeUndefined();
  expect(settledAt({ state: 'unknown', unknownSince: 5 })).toBe(5);
  expect(settledAt({ state: 'rejected', unknownSince: 5, endedAt: 9 })).toBe(9);
});
