import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { stages } from '../../test/job-stages.ts';
import { held, progressed, settle, setupWaiting, succeeded } from '../../test/waiting.ts';
import type { Job } from '../job/job.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { refreshMs, waitForJob } from './wait-for-job.ts';

test.each(['succeeded', 'failed', 'canceled'] as const)(
  'a job that has %s is not waited for',
  async (stage) => {
    const { waiting, listeners } = setupWaiting(stages[stage]);
    expect(await waitForJob('job-1', {}, waiting)).toBe(stages[stage]);
    expect(listeners()).toBe(0);
  },
);

test('a held job is settled, and not final', async () => {
  const { waiting, bus } = setupWaiting(stages['held in doubt']);
  expect(await waitForJob('job-1', {}, waiting)).toBe(stages['held in doubt']);
  const final = waitForJob('job-1', { until: 'final' }, waiting);
  await settle();
  bus.emit(held);
  bus.emit(succeeded);
  expect(await final).toBe(stages.succeeded);
});

test('a wait hears of everything and ends with the job', async () => {
  const { waiting, bus, listeners } = setupWaiting();
  const heard: string[] = [];
  const wait = waitForJob('job-1', { onProgress: ({ event }) => heard.push(event.type) }, waiting);
  await settle();
  bus.emit(progressed);
  bus.emit(succeeded);
  expect(await wait).toBe(stages.succeeded);
  expect(heard).toEqual(['attempt-progressed', 'job-succeeded']);
  expect(listeners()).toBe(0);
});

test('an end that comes while the job is being loaded is not missed', async () => {
  const { waiting, bus } = setupWaiting(async () => {
    bus.emit(succeeded);
    return stages.running;
  });
  expect(await waitForJob('job-1', {}, waiting)).toBe(stages.succeeded);
});

test('a listener that throws at every update does not make a wait last for ever', async () => {
  const { waiting, bus } = setupWaiting();
  const wait = waitForJob(
    'job-1',
    {
      onProgress: () => {
        throw new Error('the log is full');
      },
    },
    waiting,
  );
  await settle();
  bus.emit(succeeded);
  const outcome = await Promise.race([wait, settle().then(() => 'still waiting')]);
  expect(outcome).toBe(stages.succeeded);
});

test.each(['before', 'during'])(
  'an abort %s a wait ends the wait and not the job',
  async (when) => {
    const { waiting, listeners } = setupWaiting();
    const caller = new AbortController();
    if (when === 'before') caller.abort();
    const wait = waitForJob('job-1', { signal: caller.signal }, waiting);
    const outcome = expect(wait).rejects.toMatchObject({
      code: 'aborted',
      outcome: 'unknown',
      jobId: 'job-1',
      message: 'The caller stopped waiting. Job job-1 goes on and may still be billed.',
    });
    await settle();
    caller.abort();
    await outcome;
    expect(listeners()).toBe(0);
  },
);

test('an abort ends a wait whose ledger does not answer', async () => {
  const { waiting } = setupWaiting(() => new Promise(() => {}));
  const caller = new AbortController();
  const wait = waitForJob('job-1', { signal: caller.signal }, waiting).catch(
    (error: unknown) => VideoGatewayError.isInstance(error) && error.code,
  );
  caller.abort();
  expect(await Promise.race([wait, settle().then(() => 'still waiting')])).toBe('aborted');
});

test.each(['before', 'during'])('a gateway that is closed %s a wait ends it', async (when) => {
  const { waiting, closing, listeners } = setupWaiting();
  if (when === 'before') closing.abort();
  const outcome = expect(waitForJob('job-1', {}, waiting)).rejects.toMatchObject({
    code: 'aborted',
    jobId: 'job-1',
    message: expect.stringMatching(/^The gateway was closed\./),
  });
  await settle();
  closing.abort();
  await outcome;
  expect(listeners()).toBe(0);
});

test('a job that does not exist is said, and nothing is left behind', async () => {
  const unknown = new VideoGatewayError({ code: 'unknown-job', message: 'x' });
  const { waiting, listeners } = setupWaiting(() => Promise.reject(unknown));
  await expect(waitForJob('job-1', {}, waiting)).rejects.toBe(unknown);
  expect(listeners()).toBe(0);
});

test('on a ledger that is shared, what another process does ends the waiting within a second', async () => {
  const clock = createTestClock();
  let now: Job = stages.running;
  let loads = 0;
  const { waiting } = setupWaiting(async () => {
    loads += 1;
    if (loads === 2) throw new Error('out of reach just now');
    return now;
  });
  const done = waitForJob('job-1', {}, { ...waiting, shared: true, clock });
  await clock.advance(2 * refreshMs);
  expect(loads).toBe(3);
  now = stages.succeeded;
  await clock.advance(refreshMs);
  expect((await done).state).toBe('succeeded');
  expect(clock.pending).toBe(0);
});
