import { expect, test } from 'vitest';
import { stages } from '../../test/job-stages.ts';
import { makeAttempt, makeJob } from '../../test/make-job.ts';
import { applyEvent } from './apply-event.ts';
import { expireLease } from './expire-lease.ts';

test('a lease that lasts is left alone', () => {
  expect(expireLease(stages.submitting, 89_999)).toEqual([]);
});

const takenAt = 500_000;
const ahead = makeJob({
  state: 'submitting',
  attempts: [makeAttempt({ intendedAt: takenAt, leaseUntil: takenAt + 90_000 })],
});

test.each([
  ['a little is left alone', takenAt - 60_000, []],
  ['more than clocks differ is in doubt', takenAt - 60_001, ['attempt-unknown']],
] as const)('a submit that lies ahead by %s', (_much, now, types) => {
  expect(expireLease(ahead, now).map(({ type }) => type)).toEqual(types);
});

test('a submit whose lease is over is in doubt, and nothing else', () => {
  const events = expireLease(stages.submitting, 90_000);
  expect(events).toEqual([
    expect.objectContaining({
      type: 'attempt-unknown',
      at: 90_000,
      attemptId: 'attempt-1',
      error: expect.objectContaining({
        code: 'outcome-unknown',
        outcome: 'unknown',
        charged: 'unknown',
        provider: 'a',
      }),
    }),
  ]);
  const job = events.reduce(applyEvent, stages.submitting);
  expect(job.attempts[0]).toMatchObject({ state: 'unknown', unknownSince: 90_000 });
  expect(expireLease(job, 1e9)).toEqual([]);
});

const { submitting: _submitting, ...others } = stages;

test.each(Object.entries(others))('a job that is %s has no lease', (_stage, job) => {
  expect(expireLease(job, 1e9)).toEqual([]);
});
