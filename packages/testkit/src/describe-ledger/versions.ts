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
import { newAttempt, newJob } from './sample-jobs.ts';

/** A change is made to the version that its maker has seen, or not at all. */
export function describeVersions(harness: LedgerHarness): void {
  test('what was committed is loaded, by every handle', async () => {
    const [ledger, other] = await openTwice(harness);
    const job = newJob('job-1');
    await store(ledger, job);
    expect(await other.load('job-1')).toEqual(job);
    const change = changeOf(job, { cancelRequestedAt: 2_000 });
    await other.commit(change);
    expect(await ledger.load('job-1')).toEqual(change.job);
  });

  test('what nobody has committed is not there', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, newJob('job-1', { idempotencyKey: 'key-1' }));
    for (const id of ['job-2', 'JOB-1', 'job-1 ', '', '__proto__']) {
      expect(await ledger.load(id)).toBeUndefined();
      expect(await ledger.find('events', { jobId: id })).toEqual([]);
      expect(await ledger.find('media', { sha256: id })).toBeUndefined();
      expect(await ledger.find('job-by-idempotency-key', { key: id })).toBeUndefined();
    }
  });

  test.each([-1, 0, 2, 3])('a job cannot begin with version %d', async (version) => {
    const ledger = await openLedger(harness);
    const error = await refusalOf(ledger.commit(creationOf(newJob('job-1', { version }))));
    expect(error).toMatchObject({ code: 'ledger-conflict', jobId: 'job-1' });
    expect(await ledger.load('job-1')).toBeUndefined();
  });

  test.each([0, 1, 2, 4])('after version 2 version %d is refused', async (version) => {
    const ledger = await openLedger(harness);
    const job = newJob('job-1');
    await store(ledger, job);
    const second = changeOf(job);
    await ledger.commit(second);
    const late = { ...second, job: { ...second.job, version, fingerprint: 'late' } };
    const error = await refusalOf(ledger.commit(late));
    expect(error).toMatchObject({ code: 'ledger-conflict', jobId: 'job-1' });
    expect(await ledger.load('job-1')).toEqual(second.job);
  });

  test('the same change twice is stored once', async () => {
    const ledger = await openLedger(harness);
    const creation = creationOf(newJob('job-1'));
    await ledger.commit(creation);
    expect((await refusalOf(ledger.commit(creation))).code).toBe('ledger-conflict');
    expect(await ledger.find('events', { jobId: 'job-1' })).toHaveLength(1);
  });

  test('of two workers that submit one job at once, one may', async () => {
    const handles = await openTwice(harness);
    const job = newJob('job-1');
    await store(handles[0], job);
    const intents = handles.map((handle, index) => {
      const attempt = newAttempt(`attempt-of-worker-${index}`);
      const next = { ...job, version: 2, state: 'submitting', attempts: [attempt] } as const;
      const event = { type: 'attempt-intended', at: 2_000, attempt } as const;
      return { handle, change: { job: next, events: [event] } };
    });
    const ends = await endsOf(intents.map(({ handle, change }) => handle.commit(change)));
    expect(ends.toSorted()).toEqual(['done', 'ledger-conflict']);
    const winner = intents[ends.indexOf('done')];
    for (const handle of handles) {
      expect(await handle.load('job-1')).toEqual(winner?.change.job);
      const events = await handle.find('events', { jobId: 'job-1' });
      expect(events.slice(1)).toEqual(winner?.change.events);
    }
  });

  test('of many changes at once to one version, one is made', async () => {
    const handles = await openTwice(harness);
    const job = newJob('job-1');
    await store(handles[0], job);
    const ends = await endsOf(
      Array.from({ length: 20 }, (_, n) =>
        handles[n % 2 === 0 ? 0 : 1].commit(changeOf(job, { fingerprint: `f${n}` })),
      ),
    );
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(new Set(ends)).toEqual(new Set(['done', 'ledger-conflict']));
    expect((await handles[0].load('job-1'))?.fingerprint).toBe(`f${ends.indexOf('done')}`);
  });
}
