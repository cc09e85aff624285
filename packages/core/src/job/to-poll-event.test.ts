import { expect, test } from 'vitest';
import { makeAttempt } from '../../test/make-job.ts';
import type { TaskStatus } from '../provider.ts';
import { toPollEvent } from './to-poll-event.ts';

const attempt = makeAttempt({
  state: 'accepted',
  task: { id: 'task-1', model: 'm' },
  vendorState: 'busy',
});
const assets = [{ url: 'https://cdn.invalid/1.mp4' }] as const;
const lifetime = { resultLifetimeMs: 86_400_000 };

test.each(['queued', 'running', 'unrecognized'] as const)(
  'a task that is %s is news only when its word changed',
  (state) => {
    expect(toPollEvent(attempt, { state, vendorState: 'busy' }, {}, 9)).toBeUndefined();
    expect(toPollEvent(attempt, { state, vendorState: 'odd' }, {}, 9)).toEqual({
      type: 'attempt-progressed',
      at: 9,
      attemptId: 'attempt-1',
      vendorState: 'odd',
    });
  },
);

test('a success carries its files, until when they last, its cost and the vendor times', () => {
  const status: TaskStatus = {
    state: 'succeeded',
    vendorState: 'done',
    assets,
    cost: { usdMicros: 0 },
    createdAt: 1,
    completedAt: 2,
  };
  expect(toPollEvent(attempt, status, lifetime, 9)).toEqual({
    type: 'attempt-succeeded',
    at: 9,
    attemptId: 'attempt-1',
    vendorState: 'done',
    assets: [{ url: assets[0].url, expiresAt: expect.any(Number) }],
    cost: { usdMicros: 0 },
    times: { createdAt: 1, completedAt: 2 },
  });
});

test('a lifetime counts from when the vendor finished, not from when somebody looked', () => {
  const status: TaskStatus = {
    state: 'succeeded',
    vendorState: 'done',
    assets,
    completedAt: 1_000,
  };
  expect(toPollEvent(attempt, status, lifetime, 3_600_000)).toMatchObject({
    assets: [{ expiresAt: 1_000 + lifetime.resultLifetimeMs }],
  });
});

test('a lifetime counts from the look where the vendor does not say when it finished', () => {
  const status: TaskStatus = { state: 'succeeded', vendorState: 'done', assets };
  expect(toPollEvent(attempt, status, lifetime, 5)).toMatchObject({
    assets: [{ expiresAt: 5 + lifetime.resultLifetimeMs }],
  });
});

test('a file of unknown lifetime has no end', () => {
  const event = toPollEvent(attempt, { state: 'succeeded', vendorState: 'done', assets }, {}, 9);
  expect(event).toMatchObject({ assets: [{ url: assets[0].url }] });
  expect(JSON.stringify(event)).not.toContain('expiresAt');
});

test.each(['yes', 'no', 'unknown'] as const)(
  'a failure that was charged (%s) keeps the vendor word',
  (charged) => {
    const error = {
      code: 'generation-failed',
      message: 'GPU on fire',
      vendorCode: '5001',
      charged,
    } as const;
    expect(
      toPollEvent(attempt, { state: 'failed', vendorState: 'error', error }, {}, 9),
    ).toMatchObject({
      type: 'attempt-failed',
      vendorState: 'error',
      vendorCode: '5001',
      error: {
        code: 'generation-failed',
        message: 'GPU on fire',
        charged,
        outcome: 'accepted',
        provider: 'a',
        operation: 'poll',
        taskId: 'task-1',
      },
    });
  },
);

test('a task that the vendor canceled has failed, and whether it cost is not known', () => {
  expect(toPollEvent(attempt, { state: 'canceled', vendorState: 'stopped' }, {}, 9)).toMatchObject({
    type: 'attempt-failed',
    error: { code: 'aborted', outcome: 'accepted', charged: 'unknown', taskId: 'task-1' },
  });
});
