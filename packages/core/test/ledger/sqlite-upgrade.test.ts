import { readFile } from 'node:fs/promises';
import { DatabaseSync } from 'node:sqlite';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import type { Job } from '../../src/job/job.ts';
import { isLive } from '../../src/job/job.ts';
import { makeAttempt, makeError, makeJob } from '../make-job.ts';
import { temporaryFile } from './temporary-file.ts';

const task = { id: 'task-1', model: 'kling-2.5-turbo-pro' };
const at = { intendedAt: 500_000 };

const jobs: readonly Job[] = [
  makeJob({ id: 'running', attempts: [makeAttempt({ ...at, state: 'accepted', task })] }),
  makeJob({
    id: 'given-up',
    state: 'failed',
    error: makeError('stalled'),
    finishedAt: 700_000,
    attempts: [makeAttempt({ ...at, state: 'abandoned', task: { ...task, id: 'task-2' } })],
  }),
  makeJob({
    id: 'refused',
    state: 'failed',
    error: makeError('network'),
    finishedAt: 800_000,
    attempts: [makeAttempt({ ...at, state: 'rejected', error: makeError('network') })],
  }),
];

/** A ledger as the first version of this library left it. */
async function writeVersion1(file: string, more = ''): Promise<void> {
  const database = new DatabaseSync(file);
  database.exec(await readFile(new URL('version-1.sql', import.meta.url), 'utf8'));
  for (const job of jobs) {
    database
      .prepare('INSERT INTO jobs (id, version, state, body) VALUES (?, ?, ?, ?)')
      .run(job.id, job.version, job.state, JSON.stringify(job));
    for (const { id, provider, task: known, state } of job.attempts) {
      database
        .prepare(
          'INSERT INTO attempts (job_id, id, provider, task_id, live) VALUES (?, ?, ?, ?, ?)',
        )
        .run(job.id, id, provider, known?.id ?? null, isLive(state) ? 1 : 0);
    }
  }
  database.exec(more);
  database.close();
}

async function upgraded(more?: string) {
  const file = await temporaryFile();
  await writeVersion1(file, more);
  const ledger = sqliteLedger(file);
  onTestFinished(() => ledger.close());
  return ledger;
}

test('a ledger of an earlier version is brought up to date with all that it holds', async () => {
  const ledger = await upgraded();
  for (const job of jobs) expect(await ledger.load(job.id)).toEqual(job);
  expect(await ledger.find('spent', { since: 500_000 })).toBe(600_000);
  expect(await ledger.find('spent', { since: 500_001 })).toBe(0);
  expect(await ledger.find('finished', { before: 800_000, limit: 9 })).toEqual(['given-up']);
});

test('its attempts that were given up own no task any more', async () => {
  const ledger = await upgraded();
  const heir = makeJob({
    id: 'heir',
    version: 1,
    attempts: [makeAttempt({ state: 'accepted', task: { ...task, id: 'task-2' } })],
  });
  await ledger.commit({ job: heir, events: [] });
  expect(await ledger.load('heir')).toEqual(heir);
});

test('a row that nobody can read does not keep it from being brought up to date', async () => {
  const ledger = await upgraded(`UPDATE jobs SET body = '{"attempts": [' WHERE id = 'refused'`);
  expect(await ledger.load('refused')).toMatchObject({ state: 'held', heldReason: 'corrupt' });
  expect(await ledger.load('running')).toEqual(jobs[0]);
});
