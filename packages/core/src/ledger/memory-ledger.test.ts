import { expect, test } from 'vitest';
import { events, stages } from '../../test/job-stages.ts';
import { makeAttempt, makeError, makeJob } from '../../test/make-job.ts';
import { applyEvent } from '../job/apply-event.ts';
import type { Job } from '../job/job.ts';
import type { Media } from '../request/frame.ts';
import { memoryLedger } from './memory-ledger.ts';

const task = { id: 'task-1', model: 'm' };
const media: Media = { sha256: 'a1', mediaType: 'image/png', bytes: Uint8Array.of(1, 2) };

const version = (job: Job, next: number): Job => ({ ...job, version: next });
const named = (id: string, change: Readonly<Record<string, unknown>> = {}): Job =>
  makeJob({ id, version: 1, ...change });
const conflict = { code: 'ledger-conflict', jobId: 'job-1' };

async function setup(jobs: readonly Job[] = [named('job-1')]) {
  const ledger = memoryLedger();
  for (const job of jobs) await ledger.commit({ job, events: [] });
  return ledger;
}

test('what was committed is loaded and listed, with its events in order', async () => {
  const ledger = memoryLedger();
  expect(await ledger.load('job-1')).toBeUndefined();
  expect(await ledger.find('events', { jobId: 'job-1' })).toEqual([]);
  const created = { type: 'job-created', at: 0, job: named('job-1') } as const;
  await ledger.commit({ job: named('job-1'), events: [created] });
  const next = version(applyEvent(named('job-1'), events['attempt-intended']), 2);
  await ledger.commit({
    job: next,
    events: [events['attempt-intended'], events['cancel-requested']],
  });
  expect(await ledger.load('job-1')).toEqual(next);
  expect((await ledger.find('events', { jobId: 'job-1' })).map(({ type }) => type)).toEqual([
    'job-created',
    'attempt-intended',
    'cancel-requested',
  ]);
});

test.each([0, 1, 3])('after version 1 version %d is refused and leaves no trace', async (next) => {
  const ledger = await setup();
  const job = { ...named('job-1', { idempotencyKey: 'key' }), version: next };
  const change = { job, events: [events['cancel-requested']], media: [media] };
  await expect(ledger.commit(change)).rejects.toMatchObject(conflict);
  expect(await ledger.load('job-1')).toEqual(named('job-1'));
  expect(await ledger.find('events', { jobId: 'job-1' })).toEqual([]);
  expect(await ledger.find('media', { sha256: 'a1' })).toBeUndefined();
  expect(await ledger.find('job-by-idempotency-key', { key: 'key' })).toBeUndefined();
});

test.each([0, 2])('a new job of version %d is refused', async (first) => {
  await expect(setup([version(named('job-1'), first)])).rejects.toMatchObject(conflict);
});

test('of two changes to one version one wins', async () => {
  const ledger = await setup();
  const job = version(named('job-1'), 2);
  const results = await Promise.allSettled([1, 2].map(() => ledger.commit({ job, events: [] })));
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
});

const live = ['submitting', 'unknown', 'accepted'] as const;

test.each(live.flatMap((a) => live.map((b) => [a, b] as const)))(
  'attempts that are %s and %s cannot live side by side',
  async (a, b) => {
    const attempts = [makeAttempt({ state: a }), makeAttempt({ id: 'attempt-2', state: b })];
    await expect(setup([named('job-1', { attempts })])).rejects.toMatchObject(conflict);
  },
);

test.each(['rejected', 'succeeded', 'failed', 'abandoned'])(
  'an attempt that is %s makes room for the next',
  async (state) => {
    const attempts = [makeAttempt({ state }), makeAttempt({ id: 'attempt-2' })];
    const ledger = await setup([named('job-1', { attempts })]);
    expect((await ledger.load('job-1'))?.attempts).toHaveLength(2);
  },
);

const owning = (id: string, attemptId: string, provider = 'a'): Job =>
  named(id, {
    state: 'running',
    attempts: [makeAttempt({ id: attemptId, provider, state: 'accepted', task })],
  });

test('a task belongs to one attempt, for ever', async () => {
  const ledger = await setup([owning('job-1', 'attempt-1')]);
  const thief = { job: owning('job-2', 'attempt-2'), events: [] };
  await expect(ledger.commit(thief)).rejects.toMatchObject({
    code: 'ledger-conflict',
    jobId: 'job-2',
    message: /task-1.*attempt-1/,
  });
  const [attempt] = owning('job-1', 'attempt-1').attempts;
  const failed = { ...attempt, state: 'failed', error: makeError('generation-failed') };
  await ledger.commit({
    job: named('job-1', {
      version: 2,
      state: 'failed',
      attempts: [failed],
      error: makeError('generation-failed'),
    }),
    events: [],
  });
  await expect(ledger.commit(thief)).rejects.toMatchObject({ code: 'ledger-conflict' });
});

test('the same task id at another provider is another task', async () => {
  const ledger = await setup([owning('job-1', 'attempt-1'), owning('job-2', 'attempt-2', 'b')]);
  expect(await ledger.load('job-2')).toBeDefined();
});

test('an attempt keeps its task through later changes', async () => {
  const ledger = await setup([owning('job-1', 'attempt-1')]);
  await ledger.commit({ job: version(owning('job-1', 'attempt-1'), 2), events: [] });
  expect((await ledger.load('job-1'))?.version).toBe(2);
});

test('two attempts of one job cannot have one task', async () => {
  const attempts = [
    makeAttempt({ state: 'failed', task }),
    makeAttempt({ id: 'attempt-2', state: 'accepted', task }),
  ];
  await expect(setup([named('job-1', { state: 'running', attempts })])).rejects.toMatchObject(
    conflict,
  );
});

test.each(['order-17', '', ' ', '__proto__'])(
  'the idempotency key "%s" belongs to one job',
  async (key) => {
    const ledger = await setup([named('job-1', { idempotencyKey: key })]);
    await expect(
      ledger.commit({ job: named('job-2', { idempotencyKey: key }), events: [] }),
    ).rejects.toMatchObject({
      code: 'idempotency-conflict',
      jobId: 'job-1',
    });
    expect(await ledger.load('job-2')).toBeUndefined();
    expect((await ledger.find('job-by-idempotency-key', { key }))?.id).toBe('job-1');
    await ledger.commit({ job: named('job-1', { idempotencyKey: key, version: 2 }), events: [] });
  },
);

test('a key that nobody has finds nothing', async () => {
  const ledger = await setup([named('job-1')]);
  expect(await ledger.find('job-by-idempotency-key', { key: '' })).toBeUndefined();
});

const many = Array.from({ length: 7 }, (_, index) =>
  named(`job-${index}`, index % 2 === 0 ? { state: 'running' } : {}),
);

test.each([
  [undefined, ['job-6', 'job-5', 'job-4', 'job-3', 'job-2', 'job-1', 'job-0']],
  [['running'], ['job-6', 'job-4', 'job-2', 'job-0']],
  [
    ['queued', 'held'],
    ['job-5', 'job-3', 'job-1'],
  ],
  [['failed'], []],
  [[], []],
] as const)(
  'jobs in the states %o are listed newest first, whole in pages of any size',
  async (states, ids) => {
    const ledger = await setup(many);
    for (const limit of [1, 2, 3, 7, 8]) {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await ledger.find('jobs', { states, limit, after });
        expect(page.jobs.length).toBeLessThanOrEqual(limit);
        found.push(...page.jobs.map(({ id }) => id));
        after = page.next;
      } while (after !== undefined);
      expect(found).toEqual(ids);
    }
  },
);

test('a page has at most 100 jobs, and a full last page is the last', async () => {
  const ledger = await setup(Array.from({ length: 101 }, (_, index) => named(`job-${index}`)));
  const first = await ledger.find('jobs', {});
  expect([first.jobs.length, first.next]).toEqual([100, 'job-1']);
  const last = await ledger.find('jobs', { after: first.next });
  expect([last.jobs.length, last.next]).toEqual([1, undefined]);
  expect(await ledger.find('jobs', { limit: 101 })).not.toHaveProperty('next');
});

test('a job that changes keeps its place', async () => {
  const ledger = await setup(many);
  await ledger.commit({ job: named('job-2', { version: 2 }), events: [] });
  const { jobs } = await ledger.find('jobs', { limit: 5 });
  expect(jobs.map(({ id }) => id)).toEqual(['job-6', 'job-5', 'job-4', 'job-3', 'job-2']);
});

test.each(['succeeded', 'failed', 'canceled'] as const)(
  'media are kept until a job has %s',
  async (end) => {
    const ledger = memoryLedger();
    await ledger.commit({ job: named('job-1'), events: [], media: [media] });
    await ledger.commit({ job: named('job-1', { version: 2, state: 'running' }), events: [] });
    expect(await ledger.find('media', { sha256: 'a1' })).toEqual(media);
    await ledger.commit({ job: version(stages[end], 3), events: [] });
    expect(await ledger.find('media', { sha256: 'a1' })).toBeUndefined();
  },
);

test('a held job keeps its media', async () => {
  const ledger = memoryLedger();
  await ledger.commit({ job: named('job-1'), events: [], media: [media] });
  await ledger.commit({ job: version(stages['held in doubt'], 2), events: [] });
  expect(await ledger.find('media', { sha256: 'a1' })).toEqual(media);
});

test('media that two jobs share outlive the first', async () => {
  const ledger = memoryLedger();
  await ledger.commit({ job: named('job-1'), events: [], media: [media] });
  await ledger.commit({ job: named('job-2'), events: [], media: [media, media] });
  await ledger.commit({ job: version(stages.failed, 2), events: [] });
  expect(await ledger.find('media', { sha256: 'a1' })).toEqual(media);
  await ledger.commit({ job: { ...version(stages.failed, 2), id: 'job-2' }, events: [] });
  expect(await ledger.find('media', { sha256: 'a1' })).toBeUndefined();
});

test('a ledger can be closed twice', async () => {
  const ledger = await setup();
  await ledger.close();
  await expect(ledger.close()).resolves.toBeUndefined();
});
