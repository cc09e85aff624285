import type { Job } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { creationOf, idsOf, openLedger, openTwice, refusalOf, store } from './ledger-rig.ts';
import {
  acceptedAttempt,
  jobInState,
  newJob,
  runningJob,
  sampleMedia,
  states,
} from './sample-jobs.ts';

const finalStates: readonly Job['state'][] = ['succeeded', 'failed', 'canceled'];

/** Finished jobs can be forgotten, and nothing else. */
export function describeRemoval(harness: LedgerHarness): void {
  test('jobs that were over before a time are found, oldest first, and no others', async () => {
    const [ledger, other] = await openTwice(harness);
    const ends = [7_000, 5_000, 9_000, 6_000];
    await store(ledger, ...ends.map((at) => finished(`job-${at}`, at)), newJob('new'));
    const found = (before: number, limit = 10): Promise<readonly string[]> =>
      other.find('finished', { before, limit });
    expect(await found(9_000)).toEqual(['job-5000', 'job-6000', 'job-7000']);
    expect(await found(9_001, 2)).toEqual(['job-5000', 'job-6000']);
    expect(await found(5_000)).toEqual([]);
  });

  test('a job that is forgotten is gone, with its events, its key, its task and its spend', async () => {
    const [ledger, other] = await openTwice(harness);
    const job = { ...finished('job-1', 5_000), idempotencyKey: 'key-1' };
    await store(ledger, job, finished('job-2', 5_000));
    await other.commit({ forget: ['job-1', 'job-2', 'never was'] });
    expect(await ledger.load('job-1')).toBeUndefined();
    expect(await ledger.find('events', { jobId: 'job-1' })).toEqual([]);
    expect(await ledger.find('job-by-idempotency-key', { key: 'key-1' })).toBeUndefined();
    expect(await ledger.find('spent', { since: 0 })).toBe(0);
    expect(await ledger.find('finished', { before: 9_000, limit: 10 })).toEqual([]);
    expect(await idsOf(ledger)).toEqual([]);
    const heir = {
      ...runningJob('job-3', acceptedAttempt('a', 'job-1-task')),
      idempotencyKey: 'key-1',
    };
    await store(ledger, heir, { ...finished('job-1', 5_000), attempts: [] });
    expect(await other.load('job-3')).toEqual(heir);
  });

  test.each(states)('a job that is %s is forgotten only if it is over', async (state) => {
    const ledger = await openLedger(harness);
    await store(ledger, jobInState(state, 'job-1'), finished('job-2', 5_000));
    const forgetting = ledger.commit({ forget: ['job-2', 'job-1'] });
    if (finalStates.includes(state)) {
      await forgetting;
      expect(await idsOf(ledger)).toEqual([]);
      return;
    }
    expect(await refusalOf(forgetting)).toMatchObject({ code: 'ledger-conflict', jobId: 'job-1' });
    // All of it or nothing.
    expect(await idsOf(ledger)).toEqual(['job-2', 'job-1']);
  });

  test('what is forgotten takes no bytes from those that need them', async () => {
    const ledger = await openLedger(harness);
    await ledger.commit(creationOf(newJob('job-1'), [sampleMedia('m1')]));
    await store(ledger, finished('job-2', 5_000));
    await ledger.commit({ forget: ['job-2'] });
    expect(await ledger.find('media', { sha256: 'm1' })).toEqual(sampleMedia('m1'));
  });
}

function finished(id: string, finishedAt: number): Job {
  return { ...jobInState('succeeded', id), finishedAt };
}
