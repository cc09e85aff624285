import type { Job } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import {
  changeOf,
  creationOf,
  endsOf,
  openLedger,
  openTwice,
  refusalOf,
  store,
} from './ledger-rig.ts';
import { acceptedAttempt, newAttempt, newJob, runningJob } from './sample-jobs.ts';

const live = ['submitting', 'unknown', 'accepted'] as const;
const over = ['rejected', 'succeeded', 'failed', 'abandoned'] as const;

/** What makes a second charge impossible: one live attempt per job, one attempt per task. */
export function describeAttempts(harness: LedgerHarness): void {
  test.each(live.flatMap((first) => live.map((second) => [first, second] as const)))(
    'a job with an attempt that is %s cannot have another that is %s',
    async (first, second) => {
      const ledger = await openLedger(harness);
      const attempt = newAttempt('attempt-1', { state: first });
      const job: Job = { ...newJob('job-1'), state: 'submitting', attempts: [attempt] };
      await store(ledger, job);
      const attempts = [attempt, newAttempt('attempt-2', { state: second })];
      const error = await refusalOf(ledger.commit(changeOf(job, { attempts })));
      expect(error).toMatchObject({ code: 'ledger-conflict', jobId: 'job-1' });
      expect(await ledger.load('job-1')).toEqual(job);
    },
  );

  test.each(over)('an attempt that is %s makes room for the next', async (state) => {
    const ledger = await openLedger(harness);
    const job = runningJob('job-1', acceptedAttempt('attempt-1', 'task-1'));
    await store(ledger, job);
    // The new one comes first, because no ledger may depend on their order.
    const attempts = [
      acceptedAttempt('attempt-2', 'task-2'),
      { ...acceptedAttempt('attempt-1', 'task-1'), state },
    ];
    const change = changeOf(job, { attempts });
    await ledger.commit(change);
    expect(await ledger.load('job-1')).toEqual(change.job);
  });

  test.each<[string, Job]>([
    ['another job', runningJob('job-2', acceptedAttempt('attempt-2', 'task-1'))],
    [
      'another job, by a forged attempt id',
      runningJob('job-2', acceptedAttempt('attempt-1', 'task-1')),
    ],
    [
      'an attempt that is over in another job',
      runningJob('job-2', { ...acceptedAttempt('attempt-2', 'task-1'), state: 'succeeded' }),
    ],
  ])('a task is not given to %s', async (_what, thief) => {
    const [ledger, other] = await openTwice(harness);
    const owner = runningJob('job-1', acceptedAttempt('attempt-1', 'task-1'));
    await store(ledger, owner);
    const error = await refusalOf(other.commit(creationOf(thief)));
    expect(error).toMatchObject({ code: 'ledger-conflict', jobId: 'job-2' });
    const [attempt] = owner.attempts.map((ended) => ({ ...ended, state: 'failed' }) as const);
    await ledger.commit(changeOf(owner, { attempts: attempt === undefined ? [] : [attempt] }));
    expect((await refusalOf(other.commit(creationOf(thief)))).code).toBe('ledger-conflict');
    expect(await ledger.load('job-2')).toBeUndefined();
  });

  test('an attempt that was given up owns its task no more, so another job can follow it', async () => {
    const [ledger, other] = await openTwice(harness);
    const job = runningJob('job-1', acceptedAttempt('attempt-1', 'task-1'));
    await store(ledger, job);
    const givenUp = { ...acceptedAttempt('attempt-1', 'task-1'), state: 'abandoned' } as const;
    const change = changeOf(job, { attempts: [givenUp] });
    await ledger.commit(change);
    const heir = runningJob('job-2', acceptedAttempt('attempt-1', 'task-1'));
    await store(other, heir);
    expect(await other.load('job-1')).toEqual(change.job);
    // From now on it is the heir's.
    await ledger.commit(changeOf(change.job));
    const third = runningJob('job-3', acceptedAttempt('attempt-3', 'task-1'));
    expect((await refusalOf(ledger.commit(creationOf(third)))).code).toBe('ledger-conflict');
  });

  test('a task is not given to another attempt of its job, in any order', async () => {
    const ledger = await openLedger(harness);
    const first = { ...acceptedAttempt('attempt-1', 'task-1'), state: 'failed' } as const;
    const second = acceptedAttempt('attempt-2', 'task-1');
    for (const attempts of [
      [first, second],
      [second, first],
    ]) {
      const job = { ...newJob('job-1'), attempts };
      expect((await refusalOf(ledger.commit(creationOf(job)))).code).toBe('ledger-conflict');
    }
    const job: Job = { ...newJob('job-1'), attempts: [first] };
    await store(ledger, job);
    const late = changeOf(job, { attempts: [first, second] });
    expect((await refusalOf(ledger.commit(late))).code).toBe('ledger-conflict');
  });

  test('a task id means another task at another provider', async () => {
    const ledger = await openLedger(harness);
    const there = runningJob('job-2', acceptedAttempt('attempt-2', 'task-1', 'b'));
    await store(ledger, runningJob('job-1', acceptedAttempt('attempt-1', 'task-1')), there);
    expect(await ledger.load('job-2')).toEqual(there);
  });

  test('provider and task id are told apart wherever one ends and the other begins', async () => {
    const ledger = await openLedger(harness);
    const pairs = [
      ['a', 'b c'],
      ['a b', 'c'],
      ['a', '["b"]'],
      ['a","b', '"]'],
      ['a', 'B c'],
      ['a', 'b\u0000c'],
      ['a', 'b'],
    ] as const;
    const jobs = pairs.map(([provider, taskId], n) =>
      runningJob(`job-${n}`, acceptedAttempt(`attempt-${n}`, taskId, provider)),
    );
    await store(ledger, ...jobs);
    for (const job of jobs) expect(await ledger.load(job.id)).toEqual(job);
  });

  test('an attempt keeps its task through later changes', async () => {
    const ledger = await openLedger(harness);
    const job = runningJob('job-1', acceptedAttempt('attempt-1', 'task-1'));
    await store(ledger, job);
    const change = changeOf(job);
    await ledger.commit(change);
    expect(await ledger.load('job-1')).toEqual(change.job);
  });

  test('of two jobs that adopt one task at once, one gets it', async () => {
    const handles = await openTwice(harness);
    const jobs = [1, 2].map((n) => ({
      ...newJob(`job-${n}`),
      attempts: [newAttempt(`attempt-${n}`, { state: 'unknown' })],
    }));
    await store(handles[0], ...jobs);
    const adopt = (job: Job, n: number): Promise<void> => {
      const attempts = [acceptedAttempt(`attempt-${n + 1}`, 'task-1')];
      return handles[n === 0 ? 0 : 1].commit(changeOf(job, { attempts }));
    };
    const ends = await endsOf(jobs.map(adopt));
    expect(ends.toSorted()).toEqual(['done', 'ledger-conflict']);
    expect((await handles[0].load(`job-${ends.indexOf('done') + 1}`))?.version).toBe(2);
  });
}
