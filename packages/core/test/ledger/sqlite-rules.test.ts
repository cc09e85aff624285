import { DatabaseSync } from 'node:sqlite';
import { memoryLedger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { makeAttempt, makeJob } from '../make-job.ts';
import { temporaryFile } from './temporary-file.ts';

const task = { id: 'task-1', model: 'kling-2.5-turbo-pro' };
const running = makeJob({
  version: 1,
  state: 'running',
  attempts: [makeAttempt({ state: 'accepted', task })],
});

/** A file with one job, and a ledger on it. */
async function setup() {
  const file = await temporaryFile();
  const ledger = sqliteLedger(file);
  onTestFinished(() => ledger.close());
  await ledger.commit({ job: running, events: [] });
  return { file, ledger };
}

test.each([
  ['a second live attempt of a job', 'job-1', 'attempt-2', 'task-2', 1],
  ['a task that another job has', 'job-2', 'attempt-1', 'task-1', 0],
] as const)('%s is refused by the file itself', async (_what, jobId, id, taskId, live) => {
  const { file } = await setup();
  const database = new DatabaseSync(file);
  onTestFinished(() => database.close());
  const insert = database.prepare(
    "INSERT INTO attempts (job_id, id, provider, task_id, live) VALUES (?, ?, 'a', ?, ?)",
  );
  expect(() => insert.run(jobId, id, taskId, live)).toThrow(/UNIQUE/);
});

test('a job that another process has changed is read anew', async () => {
  const { file, ledger } = await setup();
  expect(await ledger.load('job-1')).toEqual(running);
  const other = sqliteLedger(file);
  onTestFinished(() => other.close());
  const canceled = makeJob({ ...running, version: 2, cancelRequestedAt: 9 });
  await other.commit({ job: canceled, events: [] });
  expect(await ledger.load('job-1')).toEqual(canceled);
});

test.each([
  ['memory', async () => memoryLedger()],
  ['SQLite', async () => sqliteLedger(await temporaryFile())],
] as const)(
  'what an attempt costs is of the day it was intended on, in %s',
  async (_kind, open) => {
    const ledger = await open();
    onTestFinished(() => ledger.close());
    const midnight = Date.UTC(2026, 10, 21);
    const attempt = makeAttempt({
      state: 'succeeded',
      intendedAt: midnight - 1,
      endedAt: midnight + 1,
    });
    await ledger.commit({ job: makeJob({ version: 1, attempts: [attempt] }), events: [] });
    const rows = await ledger.find('spend', { since: 0, by: 'day' });
    expect(rows.map(({ key }) => key)).toEqual(['2026-11-20']);
  },
);
