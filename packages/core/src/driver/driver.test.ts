import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { makeJob } from '../../test/make-job.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { createDriver } from './driver.ts';

type Answer = { readonly callAgainAt?: number | undefined } | { readonly throws: unknown };

/** A driver whose steps end only when a test says so. */
function setup() {
  const clock = createTestClock(0);
  const started: string[] = [];
  const errors: unknown[] = [];
  const open = new Map<string, (answer: Answer) => void>();
  const driver = createDriver({
    clock,
    onError: (jobId, error) => errors.push([jobId, error]),
    advance: async (jobId) => {
      started.push(`${jobId}@${clock.now()}`);
      const { promise, resolve } = Promise.withResolvers<Answer>();
      open.set(jobId, resolve);
      const answer = await promise;
      if ('throws' in answer) throw answer.throws;
      return { job: makeJob(), callAgainAt: answer.callAgainAt };
    },
  });
  const end = async (jobId: string, answer: Answer = {}): Promise<void> => {
    const resolve = open.get(jobId);
    if (resolve === undefined) throw new Error(`no step of ${jobId} is running`);
    open.delete(jobId);
    resolve(answer);
    await clock.advance(0);
  };
  return { clock, driver, started, errors, end };
}

test('a woken job takes a step at once, and the next one when it wants it', async () => {
  const { clock, driver, started, end } = setup();
  driver.wake('a');
  expect(started).toEqual(['a@0']);
  await end('a', { callAgainAt: 500 });
  await clock.advance(499);
  expect(started).toHaveLength(1);
  await clock.advance(1);
  expect(started).toEqual(['a@0', 'a@500']);
});

test('a job that wants nothing more is left alone', async () => {
  const { clock, driver, started, end } = setup();
  driver.wake('a');
  await end('a');
  await clock.advance(1e9);
  expect(started).toEqual(['a@0']);
  expect(clock.pending).toBe(0);
});

test('a step never runs twice at once: a job woken meanwhile goes on right after, once', async () => {
  const { clock, driver, started, end } = setup();
  driver.wake('a');
  driver.wake('a');
  driver.wake('a');
  expect(started).toEqual(['a@0']);
  await clock.advance(70);
  await end('a', { callAgainAt: 9_999 });
  expect(started).toEqual(['a@0', 'a@70']);
  await end('a');
  await clock.advance(1e9);
  expect(started).toHaveLength(2);
});

test('a job that is woken early does not step again at its old time', async () => {
  const { clock, driver, started, end } = setup();
  driver.wake('a');
  await end('a', { callAgainAt: 1_000 });
  await clock.advance(200);
  driver.wake('a');
  await end('a');
  await clock.advance(2_000);
  expect(started).toEqual(['a@0', 'a@200']);
});

test('jobs do not wait for each other', async () => {
  const { driver, started, end } = setup();
  driver.wake('a');
  driver.wake('b');
  expect(started).toEqual(['a@0', 'b@0']);
  await end('b', { callAgainAt: 0 });
  expect(started).toEqual(['a@0', 'b@0', 'b@0']);
});

test('a step that throws is told of, and tried again after five seconds', async () => {
  const { clock, driver, started, errors, end } = setup();
  const error = new Error('ledger out of reach');
  driver.wake('a');
  await end('a', { throws: error });
  expect(errors).toEqual([['a', error]]);
  await clock.advance(4_999);
  expect(started).toHaveLength(1);
  await clock.advance(1);
  expect(started).toEqual(['a@0', 'a@5000']);
});

test('a job that there is not has no next step, and is no error', async () => {
  const { clock, driver, started, errors, end } = setup();
  driver.wake('a');
  await end('a', { throws: new VideoGatewayError({ code: 'unknown-job', message: 'None.' }) });
  await clock.advance(1e9);
  expect([started, errors]).toEqual([['a@0'], []]);
});

test('a step that throws while it was woken is tried again at once', async () => {
  const { driver, started, end } = setup();
  driver.wake('a');
  driver.wake('a');
  await end('a', { throws: new Error('x') });
  expect(started).toHaveLength(2);
});

test('a close waits for the running steps and starts no more', async () => {
  const { clock, driver, started, end } = setup();
  driver.wake('a');
  driver.wake('b');
  driver.wake('a');
  await end('b', { callAgainAt: 100 });
  let closed = false;
  const closing = driver.close().then(() => {
    closed = true;
  });
  await clock.advance(1_000);
  expect(closed).toBe(false);
  driver.wake('c');
  await end('a', { callAgainAt: 1 });
  await closing;
  await clock.advance(1e9);
  expect(started).toEqual(['a@0', 'b@0']);
  expect(clock.pending).toBe(0);
});

test('a close waits for a step that throws, and throws nothing itself', async () => {
  const { driver, end } = setup();
  driver.wake('a');
  const closing = driver.close();
  await end('a', { throws: new Error('x') });
  await expect(closing).resolves.toBeUndefined();
});

test('a listener to errors that throws does not leave the job behind', async () => {
  const clock = createTestClock(0);
  let steps = 0;
  const driver = createDriver({
    clock,
    onError: () => {
      throw new Error('the listener is broken');
    },
    advance: async () => {
      steps += 1;
      if (steps === 1) throw new Error('x');
      return { job: makeJob() };
    },
  });
  const unhandled: unknown[] = [];
  const listen = (reason: unknown): void => void unhandled.push(reason);
  process.on('unhandledRejection', listen);
  driver.wake('a');
  await clock.advance(60_000);
  process.off('unhandledRejection', listen);
  expect(unhandled).toEqual([]);
  expect(steps).toBe(2);
});
