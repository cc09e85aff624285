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
import { newJob } from './sample-jobs.ts';

/** A key makes a repeated request the same job: also when both come at once. */
export function describeIdempotencyKeys(harness: LedgerHarness): void {
  test('a key belongs to the first job that has it, for ever', async () => {
    const [ledger, other] = await openTwice(harness);
    const first = newJob('job-1', { idempotencyKey: 'key' });
    await store(ledger, first);
    const second = creationOf(newJob('job-2', { idempotencyKey: 'key' }));
    const error = await refusalOf(other.commit(second));
    expect(error).toMatchObject({ code: 'idempotency-conflict', jobId: 'job-1' });
    const { job } = changeOf(first);
    const over = { ...job, state: 'canceled', finishedAt: 3_000 } as const;
    await ledger.commit({ job: over, events: [{ type: 'job-canceled', at: 3_000 }] });
    expect((await refusalOf(other.commit(second))).code).toBe('idempotency-conflict');
    expect(await other.load('job-2')).toBeUndefined();
  });

  test('a key finds its job as it is now', async () => {
    const [ledger, other] = await openTwice(harness);
    const job = newJob('job-1', { idempotencyKey: 'key' });
    await store(ledger, job);
    const change = changeOf(job, { cancelRequestedAt: 2_000 });
    await ledger.commit(change);
    expect(await other.find('job-by-idempotency-key', { key: 'key' })).toEqual(change.job);
  });

  test('keys are the same only where every character is', async () => {
    const ledger = await openLedger(harness);
    const keys = [
      ...['key', 'KEY', 'key ', ' key', 'kéy', 'ke\u0301y', 'key\u0000', 'key\u00001', '', ' '],
      ...['__proto__', 'constructor', '🌄', "key' OR '1'='1", '%', 'null', 'k'.repeat(10_000)],
    ];
    await store(ledger, ...keys.map((idempotencyKey, n) => newJob(`job-${n}`, { idempotencyKey })));
    for (const [n, key] of keys.entries()) {
      expect((await ledger.find('job-by-idempotency-key', { key }))?.id).toBe(`job-${n}`);
      const again = creationOf(newJob('again', { idempotencyKey: key }));
      expect(await refusalOf(ledger.commit(again))).toMatchObject({ jobId: `job-${n}` });
    }
  });

  test('jobs without a key do not share one', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, newJob('job-1'), newJob('job-2'));
    expect(await ledger.load('job-2')).toBeDefined();
    for (const key of ['', 'undefined', 'null']) {
      expect(await ledger.find('job-by-idempotency-key', { key })).toBeUndefined();
    }
  });

  test('of many new jobs with one key at once, one is stored, and the others learn its id', async () => {
    const handles = await openTwice(harness);
    const commits = Array.from({ length: 20 }, (_, n) =>
      handles[n % 2 === 0 ? 0 : 1].commit(
        creationOf(newJob(`job-${n}`, { idempotencyKey: 'key' })),
      ),
    );
    const settled = endsOf(commits);
    const learned = Promise.all(commits.map((call) => call.then(() => undefined, jobIdOf)));
    const ends = await settled;
    const winner = `job-${ends.indexOf('done')}`;
    expect(ends.filter((end) => end === 'done')).toHaveLength(1);
    expect(new Set(ends)).toEqual(new Set(['done', 'idempotency-conflict']));
    expect(new Set(await learned)).toEqual(new Set([undefined, winner]));
    expect((await handles[0].find('jobs', {})).jobs.map(({ id }) => id)).toEqual([winner]);
  });
}

function jobIdOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null ? Reflect.get(error, 'jobId') : error;
}
