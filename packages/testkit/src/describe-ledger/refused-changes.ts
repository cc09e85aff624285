import type { Job, LedgerChange } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { changeOf, creationOf, endsOf, idsOf, openLedger, refusalOf, store } from './ledger-rig.ts';
import { acceptedAttempt, newAttempt, newJob, runningJob, sampleMedia } from './sample-jobs.ts';

const stored = {
  ...runningJob('job-1', acceptedAttempt('attempt-1', 'task-1')),
  idempotencyKey: 'key-1',
};

/** Each would also take `task-2`, `key-2` and the media `m2`, if it were not refused. */
const refused: Readonly<Record<string, Job>> = {
  'skips a version': { ...stored, ...fresh(), version: 3 },
  'comes too late': { ...stored, ...fresh(), version: 1 },
  'is a new job with a wrong version': { ...newJob('job-2'), ...fresh(), version: 2 },
  'has two live attempts': { ...newJob('job-2'), ...fresh(newAttempt('attempt-9')) },
  'takes a task of another job': {
    ...newJob('job-2'),
    ...fresh({ ...acceptedAttempt('attempt-9', 'task-1'), state: 'failed' }),
  },
  'takes a key of another job': { ...newJob('job-2'), ...fresh(), idempotencyKey: 'key-1' },
};

function fresh(...more: Job['attempts']): Pick<Job, 'attempts' | 'idempotencyKey'> {
  return { attempts: [acceptedAttempt('attempt-2', 'task-2'), ...more], idempotencyKey: 'key-2' };
}

/** All of a change, or nothing. */
export function describeRefusedChanges(harness: LedgerHarness): void {
  test.each(Object.entries(refused))(
    'a change that %s leaves no trace',
    async (_what, job: Job) => {
      const ledger = await openLedger(harness);
      await store(ledger, stored);
      await refusalOf(ledger.commit(withMedia(job)));
      expect(await ledger.load('job-1')).toEqual(stored);
      expect(await ledger.load('job-2')).toBeUndefined();
      expect(await ledger.find('events', { jobId: 'job-1' })).toHaveLength(1);
      expect(await ledger.find('events', { jobId: 'job-2' })).toEqual([]);
      expect(await ledger.find('media', { sha256: 'm2' })).toBeUndefined();
      expect(await ledger.find('job-by-idempotency-key', { key: 'key-2' })).toBeUndefined();
      expect(await idsOf(ledger)).toEqual(['job-1']);
      const taker = { ...newJob('job-3'), ...fresh() };
      await store(ledger, taker);
      expect(await ledger.load('job-3')).toEqual(taker);
    },
  );

  test('among changes that come at once each is refused or made for itself', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, stored);
    const good = Array.from({ length: 12 }, (_, n) => newJob(`good-${n}`));
    const bad = Object.values(refused);
    const changes = good.flatMap((job, n) => {
      const wrong = bad[n];
      return [creationOf(job), ...(wrong === undefined ? [] : [withMedia(wrong)])];
    });
    const ends = await endsOf(changes.map((change) => ledger.commit(change)));
    expect(ends.filter((end) => end === 'done')).toHaveLength(good.length);
    expect(ends.filter((end) => end.endsWith('-conflict'))).toHaveLength(bad.length);
    for (const job of good) expect(await ledger.load(job.id)).toEqual(job);
    expect(await idsOf(ledger)).toHaveLength(good.length + 1);
  });

  test('a job goes on after a change to it was refused', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, stored);
    await refusalOf(ledger.commit(changeOf({ ...stored, version: 7 })));
    const change = changeOf(stored);
    await ledger.commit(change);
    expect(await ledger.load('job-1')).toEqual(change.job);
  });
}

function withMedia(job: Job): LedgerChange {
  return creationOf(job, [sampleMedia('m2')]);
}
