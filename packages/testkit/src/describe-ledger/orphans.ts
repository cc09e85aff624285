import type { Job } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { creationOf, openLedger, openTwice, store } from './ledger-rig.ts';
import { jobInState, newJob, states } from './sample-jobs.ts';

const now = 50_000;

/** The jobs of a process that is gone are found by another. */
export function describeOrphans(harness: LedgerHarness): void {
  test('a ledger says whether other processes may work on it', async () => {
    expect((await openLedger(harness)).shared).toBe(harness.durable);
  });

  test('an unfinished job without an owner is an orphan, a finished one is not', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, ...states.map((state) => jobInState(state, state)));
    const orphans = await ledger.find('orphans', { now, limit: 100 });
    expect(orphans.map(({ jobId }) => jobId)).toEqual(['queued', 'submitting', 'running', 'held']);
  });

  test('a job is an orphan when its owner was never heard of, or not for too long', async () => {
    const [ledger, other] = await openTwice(harness);
    const owners = ['late', 'just in time', 'alive', 'never', undefined];
    await store(ledger, ...owners.map(ownedBy));
    for (const [owner, aliveUntil] of [
      ['late', now - 1],
      ['just in time', now],
      ['alive', now + 1],
    ] as const) {
      await other.commit({ heartbeat: { owner, aliveUntil } });
    }
    const orphans = await ledger.find('orphans', { now, limit: 100 });
    expect(orphans.map(({ jobId, owner }) => [jobId, owner])).toEqual([
      ['job-0', 'late'],
      ['job-3', 'never'],
      ['job-4', undefined],
    ]);
  });

  test('the last heartbeat counts, also one that says goodbye', async () => {
    const [ledger, other] = await openTwice(harness);
    await store(ledger, ownedBy('process', 1));
    const isOrphan = async (): Promise<boolean> =>
      (await other.find('orphans', { now, limit: 1 })).length > 0;
    await ledger.commit({ heartbeat: { owner: 'process', aliveUntil: now + 5_000 } });
    expect(await isOrphan()).toBe(false);
    await other.commit({ heartbeat: { owner: 'process', aliveUntil: 0 } });
    expect(await isOrphan()).toBe(true);
  });

  test('of every process the last heartbeat is told, however late, early or final', async () => {
    const [ledger, other] = await openTwice(harness);
    const said = [
      { owner: 'alive', aliveUntil: now },
      { owner: 'ahead', aliveUntil: now + 86_400_000 },
      { owner: 'late', aliveUntil: now - 1_000 },
      { owner: 'alive', aliveUntil: now + 15_000 },
      { owner: 'gone', aliveUntil: 0 },
    ];
    for (const heartbeat of said) await ledger.commit({ heartbeat });
    const owners = await other.find('owners', {});
    const sorted = owners.toSorted((a, b) => a.aliveUntil - b.aliveUntil);
    expect(sorted).toEqual([said[4], said[2], said[3], said[1]]);
  });

  test('a job that changes hands is its new owner’s', async () => {
    const ledger = await openLedger(harness);
    const job = ownedBy('gone', 1);
    await store(ledger, job);
    await ledger.commit({ heartbeat: { owner: 'heir', aliveUntil: now + 1 } });
    await ledger.commit({
      job: { ...job, version: 2, owner: 'heir' },
      events: [{ type: 'job-taken', at: now, owner: 'heir' }],
    });
    expect(await ledger.find('orphans', { now, limit: 1 })).toEqual([]);
    expect(await ledger.load('job-1')).toMatchObject({ owner: 'heir', version: 2 });
  });

  test('orphans come oldest first, and no more than asked for', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, ...[3, 1, 2].map((n) => ownedBy('gone', n)));
    const found = async (limit: number): Promise<readonly string[]> =>
      (await ledger.find('orphans', { now, limit })).map(({ jobId }) => jobId);
    expect(await found(2)).toEqual(['job-3', 'job-1']);
    expect(await found(3)).toEqual(['job-3', 'job-1', 'job-2']);
  });

  test('a heartbeat goes through while jobs are refused', async () => {
    const ledger = await openLedger(harness);
    const wrong = creationOf({ ...ownedBy('process', 1), version: 7 });
    const refused = ledger.commit(wrong).catch(() => 'refused');
    await ledger.commit({ heartbeat: { owner: 'process', aliveUntil: now } });
    expect(await refused).toBe('refused');
    await store(ledger, ownedBy('process', 1));
    expect(await ledger.find('orphans', { now, limit: 1 })).toEqual([]);
  });
}

function ownedBy(owner: string | undefined, n: number): Job {
  return newJob(`job-${n}`, owner === undefined ? {} : { owner });
}
