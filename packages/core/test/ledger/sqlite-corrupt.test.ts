import { DatabaseSync } from 'node:sqlite';
import type { Gateway, Job, Ledger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { Workers } from './setup-workers.ts';
import { request, setupWorkers } from './setup-workers.ts';

interface Damaged extends Workers {
  /** Jobs with real lives: queued, running, held, succeeded and failed. */
  readonly jobs: readonly Job[];
  readonly ledger: Ledger;
  readonly gateway: Gateway;
  /** Damages the file from outside. */
  readonly damage: (sql: string, ...values: readonly string[]) => void;
  readonly rows: () => readonly unknown[];
}

async function setup(): Promise<Damaged> {
  const workers = await setupWorkers({ runMs: 60_000 });
  const { start, provider, file, drive } = workers;
  const gateway = start();
  provider.onNextSubmit({ do: 'reject', code: 'content-rejected' });
  const failed = await gateway.submit(request);
  await drive(failed.id, gateway);
  const succeeded = await gateway.submit(request);
  await drive(succeeded.id, gateway);
  provider.onNextSubmit({ do: 'lose-answer' });
  const held = await gateway.submit(request);
  // A submit in doubt rests its provider, so another worker has it.
  await start().advance(held.id);
  const running = await gateway.submit(request, { idempotencyKey: 'order-17' });
  await gateway.advance(running.id);
  const queued = await gateway.submit(request);
  const ledger = sqliteLedger(file);
  onTestFinished(() => ledger.close());
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  const ids = [failed, succeeded, held, running, queued].map(({ id }) => id);
  return {
    ...workers,
    ledger,
    gateway,
    jobs: await Promise.all(ids.map((id) => gateway.job(id))),
    damage: (sql, ...values) => void database.prepare(sql).run(...values),
    rows: () => database.prepare('SELECT * FROM jobs ORDER BY id').all(),
  };
}

function required<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('The test is missing a value.');
  return value;
}

const damages = [
  ['no text', "UPDATE jobs SET body = '' WHERE id = ?"],
  ['no JSON', 'UPDATE jobs SET body = substr(body, 1, 200) WHERE id = ?'],
  ['something else', "UPDATE jobs SET body = '[1]' WHERE id = ?"],
  ['an attempt less', "UPDATE jobs SET body = json_remove(body, '$.attempts') WHERE id = ?"],
  ['an older version', "UPDATE jobs SET body = json_set(body, '$.version', 0) WHERE id = ?"],
  ['another job', "UPDATE jobs SET body = json_set(body, '$.id', 'other') WHERE id = ?"],
  ['another state', "UPDATE jobs SET body = json_set(body, '$.state', 'submitting') WHERE id = ?"],
] as const;

test.each(damages)('a row that holds %s is made anew from its events', async (_what, sql) => {
  const { jobs, ledger, damage } = await setup();
  expect(jobs.map(({ state }) => state)).toEqual([
    'failed',
    'succeeded',
    'held',
    'running',
    'queued',
  ]);
  for (const { id } of jobs) damage(sql, id);
  for (const job of jobs) expect(await ledger.load(job.id)).toEqual(job);
  expect((await ledger.find('jobs', {})).jobs).toEqual(jobs.toReversed());
  expect(await ledger.find('job-by-idempotency-key', { key: 'order-17' })).toEqual(jobs[3]);
});

test('a job that was made anew goes on, and is stored whole again', async () => {
  const { jobs, gateway, damage, provider, drive, rows } = await setup();
  const running = required(jobs[3]);
  const submits = provider.submits.length;
  damage("UPDATE jobs SET body = 'x' WHERE id = ?", running.id);
  expect((await drive(running.id, gateway)).state).toBe('succeeded');
  expect(provider.submits).toHaveLength(submits);
  expect(rows().map((row) => JSON.stringify(row))).not.toContainEqual(
    expect.stringContaining('"body":"x"'),
  );
});

const losses = [
  ['all gone', 'DELETE FROM events WHERE job_id = ?'],
  ['without the first', 'DELETE FROM events WHERE version = 1 AND job_id = ?'],
  ['without the last', 'DELETE FROM events WHERE version = 3 AND job_id = ?'],
  ['without one of them', 'DELETE FROM events WHERE version = 2 AND job_id = ?'],
  ['unreadable', "UPDATE events SET body = 'x' WHERE version = 2 AND job_id = ?"],
  ['of an unknown kind', `UPDATE events SET body = '{"type":"x","at":1}' WHERE job_id = ?`],
  [
    'those of another task',
    "UPDATE events SET body = json_set(body, '$.task.id', 'x') WHERE version = 3 AND job_id = ?",
  ],
] as const;

test.each(losses)(
  'a row that is unreadable, its events %s, holds its job and no other',
  async (_what, sql) => {
    const { jobs, ledger, damage } = await setup();
    const running = required(jobs[3]);
    damage("UPDATE jobs SET body = 'x' WHERE id = ?", running.id);
    damage(sql, running.id);
    const corrupt = { id: running.id, state: 'held', heldReason: 'corrupt' };
    expect(await ledger.load(running.id)).toMatchObject({
      ...corrupt,
      error: {
        code: 'ledger-unavailable',
        outcome: 'unknown',
        charged: 'unknown',
        message: expect.stringContaining(running.id),
      },
    });
    const listed = (await ledger.find('jobs', {})).jobs.toReversed();
    expect(listed).toMatchObject(jobs.map((job) => (job === running ? corrupt : job)));
    for (const job of jobs) {
      if (job !== running) expect(await ledger.load(job.id)).toEqual(job);
    }
  },
);

test.each([
  ['gone', 'DELETE FROM events WHERE version = 4 AND job_id = ?'],
  ['unreadable', "UPDATE events SET body = 'x' WHERE version = 4 AND job_id = ?"],
])('a wish to cancel is not forgotten when its event is %s', async (_what, sql) => {
  const { jobs, ledger, gateway, damage } = await setup();
  const { id } = required(jobs[3]);
  const { job } = await gateway.cancel(id);
  expect(job).toMatchObject({ state: 'running', version: 4 });
  damage("UPDATE jobs SET body = 'x' WHERE id = ?", id);
  expect(await ledger.load(id)).toEqual(job);
  damage(sql, id);
  expect(await ledger.load(id)).toMatchObject({ state: 'held', heldReason: 'corrupt' });
});

test('a corrupt job is nobody’s to drive, and does not keep others from being taken over', async () => {
  const { jobs, ledger, damage } = await setup();
  const held = required(jobs[2]);
  damage("UPDATE jobs SET body = 'x' WHERE id = ?", held.id);
  damage('DELETE FROM events WHERE job_id = ?', held.id);
  const orphans = await ledger.find('orphans', { now: 0, limit: 10 });
  expect(orphans.map(({ jobId }) => jobId)).toEqual([jobs[3]?.id, jobs[4]?.id]);
});

test('nothing is written over a row that is unreadable, and nothing is sent for it', async () => {
  const { jobs, gateway, damage, provider, rows, ledger } = await setup();
  const { id } = required(jobs[4]);
  damage("UPDATE jobs SET body = 'x' WHERE id = ?", id);
  damage('DELETE FROM events WHERE job_id = ?', id);
  const [before, submits] = [rows(), provider.submits.length];
  await gateway.advance(id).catch(() => {});
  await gateway.cancel(id).catch(() => {});
  await gateway.resolve(id, { action: 'abandon' }).catch(() => {});
  const job = required(await ledger.load(id));
  for (const version of [1, 2, 3]) {
    const change = { job: { ...job, version }, events: [] };
    if (version !== 2) {
      await expect(ledger.commit(change)).rejects.toMatchObject({ code: 'ledger-conflict' });
    }
  }
  expect(rows()).toEqual(before);
  expect(provider.submits).toHaveLength(submits);
});

test('an event that is unreadable is named, and costs its job nothing', async () => {
  const { jobs, ledger, damage } = await setup();
  const running = required(jobs[3]);
  damage("UPDATE events SET body = '{}' WHERE version = 2 AND job_id = ?", running.id);
  await expect(ledger.find('events', { jobId: running.id })).rejects.toMatchObject({
    code: 'ledger-unavailable',
    jobId: running.id,
    message: expect.stringContaining('version 2'),
  });
  expect(await ledger.load(running.id)).toEqual(running);
  expect(await ledger.find('events', { jobId: required(jobs[4]).id })).toHaveLength(1);
});

test('a state that nobody knows does not hide a job', async () => {
  const { jobs, ledger, damage } = await setup();
  const running = required(jobs[3]);
  damage("UPDATE jobs SET state = 'zombie' WHERE id = ?", running.id);
  expect((await ledger.find('jobs', {})).jobs).toHaveLength(jobs.length);
  expect(await ledger.load(running.id)).toMatchObject({ state: 'held', heldReason: 'corrupt' });
});
