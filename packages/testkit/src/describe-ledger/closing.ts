import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import {
  changeOf,
  creationOf,
  endsOf,
  idsOf,
  openAgain,
  openLedger,
  openTwice,
} from './ledger-rig.ts';
import { newJob } from './sample-jobs.ts';

/** What was promised outlives the handle, where that is what the ledger is for. */
export function describeClosing(harness: LedgerHarness): void {
  test('a ledger knows what it declares to know after its end', async () => {
    const ledger = await openLedger(harness);
    const job = newJob('job-1');
    await ledger.commit(creationOf(job));
    await ledger.close();
    const next = harness.durable ? await openAgain(harness, ledger) : await openLedger(harness);
    expect(await next.load('job-1')).toEqual(harness.durable ? job : undefined);
  });

  test('every store is empty at first, and apart from the others', async () => {
    const ledger = await openLedger(harness);
    const other = await openLedger(harness);
    expect(await idsOf(ledger)).toEqual([]);
    await ledger.commit(creationOf(newJob('job-1', { idempotencyKey: 'key' })));
    expect(await idsOf(other)).toEqual([]);
    await other.commit(creationOf(newJob('job-1', { idempotencyKey: 'key' })));
  });

  test('many changes of different jobs at once are all stored', async () => {
    const handles = await openTwice(harness);
    const jobs = Array.from({ length: 250 }, (_, n) => newJob(`job-${n}`));
    const commit = async (job: (typeof jobs)[number], n: number): Promise<void> => {
      await handles[n % 2 === 0 ? 0 : 1].commit(creationOf(job));
      await handles[n % 3 === 0 ? 0 : 1].commit(changeOf(job));
    };
    expect(new Set(await endsOf(jobs.map(commit)))).toEqual(new Set(['done']));
    await handles[0].close();
    const reader = await openAgain(harness, handles[0]);
    for (const { id } of jobs) {
      expect((await reader.load(id))?.version).toBe(2);
      expect(await reader.find('events', { jobId: id })).toHaveLength(2);
    }
  });

  test('closing waits for the commits under way', async () => {
    const ledger = await openLedger(harness);
    let stored = 0;
    const jobs = Array.from({ length: 30 }, (_, n) => newJob(`job-${n}`));
    const count = (): void => {
      stored += 1;
    };
    const commits = jobs.map((job) => ledger.commit(creationOf(job)).then(count));
    await ledger.close();
    expect(stored).toBe(jobs.length);
    await Promise.all(commits);
    expect(await idsOf(await openAgain(harness, ledger))).toHaveLength(jobs.length);
  });

  test('a ledger can be closed twice, at once and unused', async () => {
    const unused = await openLedger(harness);
    await Promise.all([unused.close(), unused.close()]);
    const used = await openLedger(harness);
    await used.load('job-1');
    await used.close();
    await expect(used.close()).resolves.toBeUndefined();
  });
}
