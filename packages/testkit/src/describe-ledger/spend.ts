import type { Attempt, Job, Ledger, LedgerChange, SpendLimit, SpendScope } from '@vidgate/core';
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
import { acceptedAttempt, newAttempt, newJob, sampleError } from './sample-jobs.ts';

const always: SpendScope = { since: 0 };
const refusedError = { ...sampleError, outcome: 'rejected', charged: 'no' } as const;
const cost = { usdMicros: 250_000 };
const day: SpendLimit = { since: 0, usdMicros: 700_000, name: 'the budget of the day' };

/** What an attempt that is quoted $0.30 counts, whatever becomes of it. */
const counts: readonly (readonly [string, Partial<Attempt>, number])[] = [
  ['under way', {}, 300_000],
  ['in doubt', { state: 'unknown', error: sampleError }, 300_000],
  ['accepted', { state: 'accepted' }, 300_000],
  ['accepted, at a cost that its vendor names', { state: 'accepted', cost }, 250_000],
  ['refused', { state: 'rejected', error: refusedError }, 0],
  ['done', { state: 'succeeded' }, 300_000],
  ['done, at a cost that its vendor names', { state: 'succeeded', cost }, 250_000],
  ['failed, and surely not charged', { state: 'failed', error: refusedError }, 0],
  ['failed, and perhaps charged', { state: 'failed', error: sampleError }, 300_000],
  ['given up', { state: 'abandoned', abandonedBy: 'person' }, 300_000],
  ['given up and followed elsewhere', { state: 'abandoned', recoveredAs: 'job-2' }, 0],
  ['of unknown price', { quote: { certainty: 'unknown' } }, 0],
];

/** What is spent is added up from attempts, and a limit on it is kept within the commit. */
export function describeSpend(harness: LedgerHarness): void {
  test.each(counts)(
    'an attempt that is %s counts what it may cost',
    async (_what, change, usdMicros) => {
      const [ledger, other] = await openTwice(harness);
      await store(ledger, jobWith('job-1', newAttempt('attempt-1')));
      const [stored] = [await ledger.load('job-1')];
      if (stored === undefined) throw new Error('contract: a stored job is there');
      await ledger.commit(changeOf(stored, { attempts: [newAttempt('attempt-1', change)] }));
      expect(await other.find('spent', always)).toBe(usdMicros);
    },
  );

  test('only what was intended since then is added up', async () => {
    const ledger = await openLedger(harness);
    expect(await ledger.find('spent', always)).toBe(0);
    await store(ledger, ...[1_000, 2_000, 3_000].map((at) => jobWith(`job-${at}`, intendedAt(at))));
    expect(await ledger.find('spent', { since: 2_000 })).toBe(600_000);
    expect(await ledger.find('spent', { since: 3_001 })).toBe(0);
  });

  test('what one value of a metadata key has spent is told apart, whatever key and value are', async () => {
    const ledger = await openLedger(harness);
    const tenants = [{ tenant: 'a' }, { tenant: 'b' }, { 'te"n.ant': 'a' }, { other: 'a' }, {}];
    const jobs = tenants.map((metadata, n) =>
      jobWith(`job-${n}`, newAttempt('attempt-1'), metadata),
    );
    await store(ledger, ...jobs);
    const spentBy = (key: string, value: string): Promise<number> =>
      ledger.find('spent', { since: 0, metadata: { key, value } });
    expect(await spentBy('tenant', 'a')).toBe(300_000);
    expect(await spentBy('te"n.ant', 'a')).toBe(300_000);
    expect(await spentBy('tenant', 'A')).toBe(0);
    expect(await spentBy('ten', 'a')).toBe(0);
  });

  test('an extra attempt is one after another that was given up by policy', async () => {
    const ledger = await openLedger(harness);
    const after = (by: 'policy' | 'person', id: string): Job =>
      jobWith(id, newAttempt('attempt-2'), {}, [
        newAttempt('attempt-1', { state: 'abandoned', abandonedBy: by }),
      ]);
    await store(ledger, after('policy', 'job-1'), after('person', 'job-2'));
    expect(await ledger.find('spent', { since: 0, extra: true })).toBe(300_000);
    expect(await ledger.find('spent', always)).toBe(1_200_000);
  });

  test('a change that would go beyond a limit leaves no trace', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, jobWith('job-1', newAttempt('attempt-1')), newJob('job-2'));
    await ledger.commit(limited(newJob('job-2'), [day]));
    const error = await refusalOf(ledger.commit(limited(newJob('job-3'), [day], 1)));
    expect(error).toMatchObject({ code: 'budget-exceeded', jobId: 'job-3' });
    expect(error.message).toContain('the budget of the day allows $0.70');
    expect(await ledger.load('job-3')).toBeUndefined();
    expect(await ledger.find('spent', always)).toBe(600_000);
  });

  test('each limit counts only what is within its scope', async () => {
    const ledger = await openLedger(harness);
    await store(ledger, jobWith('job-1', newAttempt('attempt-1'), { tenant: 'a' }));
    const tenant = (value: string): SpendLimit => ({
      ...day,
      usdMicros: 300_000,
      metadata: { key: 'tenant', value },
    });
    const job = (id: string, value: string): Job => ({
      ...newJob(id),
      request: { ...newJob(id).request, metadata: { tenant: value } },
    });
    await ledger.commit(limited(job('job-2', 'b'), [day, tenant('b')], 1));
    const error = await refusalOf(ledger.commit(limited(job('job-3', 'a'), [tenant('a')], 1)));
    expect(error.code).toBe('budget-exceeded');
  });

  test('a job that is over its limit already can still be written down', async () => {
    const ledger = await openLedger(harness);
    const job = jobWith('job-1', newAttempt('attempt-1'));
    await store(ledger, job);
    await ledger.commit(changeOf(job, { attempts: [acceptedAttempt('attempt-1', 'task-1')] }));
    expect((await ledger.load('job-1'))?.version).toBe(2);
  });

  test('of many that want the last of a budget at once, as many get it as it pays for', async () => {
    const handles = await openTwice(harness);
    const jobs = Array.from({ length: 12 }, (_, n) => newJob(`job-${n}`));
    await store(handles[0], ...jobs);
    const budget = { ...day, usdMicros: 1_000_000 };
    const ends = await endsOf(
      jobs.map((job, n) => handles[n % 2 === 0 ? 0 : 1].commit(limited(job, [budget]))),
    );
    expect(ends.filter((end) => end === 'done')).toHaveLength(3);
    expect(ends.filter((end) => end === 'budget-exceeded')).toHaveLength(9);
    expect(await spentOf(handles[1])).toBe(900_000);
  });
}

async function spentOf(ledger: Ledger): Promise<number> {
  return await ledger.find('spent', always);
}

function intendedAt(at: number): Attempt {
  return newAttempt('attempt-1', { intendedAt: at });
}

function jobWith(
  id: string,
  attempt: Attempt,
  metadata: Readonly<Record<string, string>> = {},
  earlier: readonly Attempt[] = [],
): Job {
  const job = newJob(id);
  return {
    ...job,
    state: 'running',
    request: { ...job.request, metadata },
    attempts: [...earlier, attempt],
  };
}

/** A change by which a job gets an attempt of $0.30, within limits. */
function limited(job: Job, limits: readonly SpendLimit[], version = 2): LedgerChange {
  const attempts = [newAttempt('attempt-1')];
  const change = creationOf({ ...job, attempts, version });
  return { ...change, limits };
}
