import { DatabaseSync } from 'node:sqlite';
import type { Ledger, Media } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { makeJob } from '../make-job.ts';
import { request, setupWorkers } from './setup-workers.ts';
import { temporaryFile } from './temporary-file.ts';

const full = { code: 'ledger-unavailable', message: expect.stringContaining('disk that is full') };
const large: Media = { sha256: 'large', mediaType: 'image/png', bytes: new Uint8Array(200_000) };

/** A ledger on a disk with room for so many pages more. */
async function setup() {
  const database = new DatabaseSync(await temporaryFile());
  onTestFinished(() => database.close());
  const ledger: Ledger = sqliteLedger(database);
  await ledger.load('job-1');
  const leave = (pages: number): void => {
    const used = Object.values(database.prepare('PRAGMA page_count').get() ?? {})[0];
    database.exec(`PRAGMA max_page_count = ${Number(used) + pages}`);
  };
  return { database, ledger, leave };
}

test('of a change that finds the disk full in the middle nothing is kept', async () => {
  const { ledger, leave } = await setup();
  leave(10);
  const job = makeJob({ version: 1, idempotencyKey: 'key' });
  const change = { job, events: [{ type: 'cancel-requested', at: 1 } as const], media: [large] };
  await expect(ledger.commit(change)).rejects.toMatchObject({ ...full, jobId: 'job-1' });
  expect(await ledger.load('job-1')).toBeUndefined();
  expect(await ledger.find('events', { jobId: 'job-1' })).toEqual([]);
  expect(await ledger.find('media', { sha256: 'large' })).toBeUndefined();
  expect(await ledger.find('job-by-idempotency-key', { key: 'key' })).toBeUndefined();
  leave(1_000);
  await ledger.commit(change);
  expect(await ledger.load('job-1')).toEqual(job);
});

test('a change that the disk has no room for takes none of its batch with it', async () => {
  const { ledger, leave } = await setup();
  leave(20);
  const jobs = Array.from({ length: 9 }, (_, n) => makeJob({ id: `job-${n}`, version: 1 }));
  const ends = await Promise.allSettled(
    jobs.map((job, n) => ledger.commit({ job, events: [], media: n === 4 ? [large] : [] })),
  );
  expect(ends.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []))).toEqual([4]);
  expect(ends[4]).toMatchObject({ reason: full });
  for (const [n, job] of jobs.entries()) {
    expect(await ledger.load(job.id)).toEqual(n === 4 ? undefined : job);
  }
});

test('on a full disk each change is either told as done and there, or neither', async () => {
  const { ledger, leave } = await setup();
  leave(6);
  const jobs = Array.from({ length: 60 }, (_, n) =>
    makeJob({ id: `job-${n}`, version: 1, fingerprint: 'f'.repeat(1_000) }),
  );
  const ends = await Promise.allSettled(
    jobs.map((job) => ledger.commit({ job, events: [{ type: 'cancel-requested', at: 1 }] })),
  );
  const done = ends.map(({ status }) => status === 'fulfilled');
  expect(new Set(done)).toEqual(new Set([true, false]));
  for (const [n, job] of jobs.entries()) {
    expect((await ledger.load(job.id)) !== undefined).toBe(done[n]);
    expect(await ledger.find('events', { jobId: job.id })).toHaveLength(done[n] ? 1 : 0);
  }
});

test('no submit is sent whose intent found no room, and it is sent once when there is', async () => {
  const { ledger, leave } = await setup();
  const { start, provider, drive } = await setupWorkers();
  const gateway = start({ ledger });
  const { id } = await gateway.submit({ prompt: 'dawn '.repeat(5_000) });
  leave(0);
  await expect(gateway.advance(id)).rejects.toMatchObject(full);
  await expect(gateway.submit({ ...request, prompt: 'x'.repeat(9_000) })).rejects.toMatchObject(
    full,
  );
  expect(await gateway.job(id)).toMatchObject({ state: 'queued', attempts: [] });
  expect(provider.submits).toEqual([]);
  leave(1_000);
  expect((await drive(id, gateway)).state).toBe('succeeded');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

test('a change that cannot be written down leaves nothing of itself, and harms no other', async () => {
  const { ledger } = await setup();
  const unwritable = {
    type: 'cancel-requested',
    get at(): number {
      throw new RangeError('no time');
    },
  } as const;
  const jobs = ['job-1', 'job-2', 'job-3'].map((id) => makeJob({ id, version: 1 }));
  const ends = await Promise.allSettled(
    jobs.map((job) => ledger.commit({ job, events: job.id === 'job-2' ? [unwritable] : [] })),
  );
  expect(ends).toMatchObject([
    { status: 'fulfilled' },
    { reason: { code: 'ledger-unavailable', message: expect.stringContaining('no time') } },
    { status: 'fulfilled' },
  ]);
  expect((await ledger.find('jobs', {})).jobs.map(({ id }) => id)).toEqual(['job-3', 'job-1']);
});
