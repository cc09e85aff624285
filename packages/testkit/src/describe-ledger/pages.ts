import type { JobState } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { LedgerHarness } from './ledger-harness.ts';
import { changeOf, creationOf, idsOf, openLedger, refusalOf, store } from './ledger-rig.ts';
import { jobInState, newJob, states } from './sample-jobs.ts';

/** Jobs are listed newest first, each once. */
export function describePages(harness: LedgerHarness): void {
  test.each<[readonly JobState[] | undefined, readonly string[]]>([
    [undefined, states.toReversed()],
    [states, states.toReversed()],
    ...states.map((state): [JobState[], string[]] => [[state], [state]]),
    [
      ['succeeded', 'queued', 'queued'],
      ['succeeded', 'queued'],
    ],
    [[], []],
  ])('jobs in the states %j are found, in pages of any size', async (wanted, ids) => {
    const ledger = await openLedger(harness);
    await store(ledger, ...states.map((state) => jobInState(state, state)));
    for (const limit of [1, 2, 3, states.length, states.length + 1]) {
      expect(await idsOf(ledger, { states: wanted, limit })).toEqual(ids);
    }
    expect(await idsOf(ledger, { states: wanted })).toEqual(ids);
  });

  test('newest is what was stored last, whatever the clock said', async () => {
    const ledger = await openLedger(harness);
    const times = [3_000, 1_000, 2_000, 2_000];
    const jobs = times.map((createdAt, n) => newJob(`job-${9 - n}`, { createdAt }));
    await store(ledger, ...jobs);
    expect(await idsOf(ledger)).toEqual(['job-6', 'job-7', 'job-8', 'job-9']);
  });

  test('a page has at most 100 jobs where nothing is asked, and a full last page is the last', async () => {
    const ledger = await openLedger(harness);
    const jobs = Array.from({ length: 101 }, (_, n) => newJob(`job-${n}`));
    await Promise.all(jobs.map((job) => ledger.commit(creationOf(job))));
    const first = await ledger.find('jobs', {});
    expect(first.jobs).toHaveLength(100);
    const second = await ledger.find('jobs', { after: first.next });
    expect([second.jobs.length, second.next]).toEqual([1, undefined]);
    const all = await ledger.find('jobs', { limit: 101 });
    expect([all.jobs.length, all.next]).toEqual([101, undefined]);
    expect(await idsOf(ledger, { limit: 7 })).toEqual(all.jobs.map(({ id }) => id));
  });

  test('a change moves no job to another place', async () => {
    const ledger = await openLedger(harness);
    const jobs = [1, 2, 3].map((n) => newJob(`job-${n}`));
    await store(ledger, ...jobs);
    for (const job of jobs.slice(0, 2)) await ledger.commit(changeOf(job, { updatedAt: 9_000 }));
    expect(await idsOf(ledger)).toEqual(['job-3', 'job-2', 'job-1']);
  });

  test('pages neither repeat nor miss a job while others come and change', async () => {
    const ledger = await openLedger(harness);
    const jobs = Array.from({ length: 9 }, (_, n) => newJob(`job-${n}`));
    await store(ledger, ...jobs);
    let turn = 0;
    const ids = await idsOf(ledger, { states: ['queued'], limit: 2 }, async () => {
      const changing = jobs[turn];
      await store(ledger, newJob(`newer-${turn}`));
      // Those that were listed go on; those that are to come change, but not their state.
      if (changing !== undefined) await ledger.commit(changeOf(changing));
      const listed = newJob(`job-${8 - turn}`, { version: turn > 4 ? 2 : 1 });
      if (turn < 2) await ledger.commit(toRunning(listed));
      turn += 1;
    });
    expect(ids).toEqual(jobs.map(({ id }) => id).toReversed());
  });

  test('the list shows each job as it is now', async () => {
    const ledger = await openLedger(harness);
    const job = newJob('job-1');
    await store(ledger, job);
    const { job: running, events } = toRunning(job);
    await ledger.commit({ job: running, events });
    expect((await ledger.find('jobs', {})).jobs).toEqual([running]);
    expect(await idsOf(ledger, { states: ['queued'] })).toEqual([]);
  });

  test('a page after nothing that a page ended with is refused', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, newJob('job-1'));
    for (const after of ['nowhere', '', '-1', '1e3', ' 1']) {
      const error = await refusalOf(ledger.find('jobs', { after }));
      expect(error.code).toBe('invalid-request');
    }
  });
}

function toRunning({ id, version }: { readonly id: string; readonly version: number }) {
  return changeOf({ ...jobInState('running', id), version });
}
