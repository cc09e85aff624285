import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from '@vidgate/core';
import { sqliteLedger } from '@vidgate/core/sqlite';
import type { TestClock } from '@vidgate/testkit';
import { createTestClock } from '@vidgate/testkit';
import { expect, onTestFinished, test } from 'vitest';
import { makeJob } from '../make-job.ts';
import { request, setupWorkers, turns } from './setup-workers.ts';
import { temporaryFile } from './temporary-file.ts';

const changeOf = (id: string, version = 1) => ({ job: makeJob({ id, version }), events: [] });

/** Another process, as far as SQLite can tell, that holds the only right to write. */
function lock(file: string, how: 'IMMEDIATE' | 'EXCLUSIVE' = 'IMMEDIATE'): () => void {
  const database = new DatabaseSync(file);
  database.exec(`BEGIN ${how}`);
  onTestFinished(() => database.close());
  return () => database.exec('ROLLBACK');
}

async function setup() {
  const file = await temporaryFile();
  const clock = createTestClock();
  const ledger = sqliteLedger(file, { ports: { ...clock, random: () => 0.5 } });
  onTestFinished(() => ledger.close());
  return { file, clock, ledger };
}

/** Lets time pass until a call ends: hashing a request takes real turns, so that none can be counted. */
async function whilePassing(clock: TestClock, call: Promise<unknown>): Promise<unknown> {
  let isOver = false;
  const end = (): void => {
    isOver = true;
  };
  call.then(end, end);
  while (!isOver) await clock.advance(1_000);
  return await call;
}

async function stored(ledger: Ledger): Promise<number> {
  return (await ledger.find('jobs', {})).jobs.length;
}

test('commits wait for another writer while everything else goes on, and then succeed', async () => {
  const file = await temporaryFile();
  const ledger = sqliteLedger(file);
  onTestFinished(() => ledger.close());
  await ledger.commit(changeOf('job-0'));
  const release = lock(file);
  let done = 0;
  const commits = ['job-1', 'job-2', 'job-3'].map((id) =>
    ledger.commit(changeOf(id)).then(() => {
      done += 1;
    }),
  );
  let ticks = 0;
  for (; ticks < 20; ticks += 1) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    expect(await ledger.load('job-0')).toBeDefined();
  }
  expect([ticks, done]).toEqual([20, 0]);
  release();
  await Promise.all(commits);
  expect(await stored(ledger)).toBe(4);
});

test('a wait of many seconds leaves timers alone, and no commit is lost or doubled', async () => {
  const { file, clock, ledger } = await setup();
  await ledger.commit(changeOf('job-0'));
  const release = lock(file);
  const commits = Array.from({ length: 150 }, (_, n) => ledger.commit(changeOf(`job-${n + 1}`)));
  let ticks = 0;
  const tick = (): void => {
    ticks += 1;
    clock.setTimer(tick, 1_000);
  };
  clock.setTimer(tick, 1_000);
  await clock.advance(20_000);
  expect([ticks, await stored(ledger)]).toEqual([20, 1]);
  release();
  await clock.advance(1_000);
  await Promise.all(commits);
  expect((await ledger.find('jobs', { limit: 1_000 })).jobs).toHaveLength(151);
});

test('a database that stays locked is given up, with its name, and taken up again later', async () => {
  const { file, clock, ledger } = await setup();
  await ledger.commit(changeOf('job-0'));
  const release = lock(file);
  const refused = expect(ledger.commit(changeOf('job-1'))).rejects.toMatchObject({
    code: 'ledger-unavailable',
    jobId: 'job-1',
    message: `The ledger "${file}" stays locked by another process. Nothing unrecorded was sent.`,
  });
  await clock.advance(31_000);
  await refused;
  expect(clock.pending).toBe(0);
  release();
  await ledger.commit(changeOf('job-1'));
  expect(await stored(ledger)).toBe(2);
});

test('a new ledger that another process is just making is waited for', async () => {
  const { file, clock, ledger } = await setup();
  const release = lock(file, 'EXCLUSIVE');
  const commit = ledger.commit(changeOf('job-1'));
  await clock.advance(5_000);
  expect(clock.pending).toBe(1);
  release();
  await clock.advance(1_000);
  await commit;
  expect(await stored(ledger)).toBe(1);
});

test('closing waits for a commit that waits for another writer', async () => {
  const { file, clock, ledger } = await setup();
  await ledger.commit(changeOf('job-0'));
  const release = lock(file);
  const commit = ledger.commit(changeOf('job-1'));
  await turns();
  const closing = ledger.close();
  await clock.advance(5_000);
  release();
  await clock.advance(1_000);
  await Promise.all([commit, closing]);
  expect(await stored(sqliteLedger(file))).toBe(2);
});

test('what could not be recorded is not sent, and is sent once when it can be', async () => {
  const { start, file, clock, provider } = await setupWorkers();
  const ledger = sqliteLedger(file, { ports: { ...clock, random: () => 0.5 } });
  const gateway = start({ ledger });
  const { id } = await gateway.submit(request);
  const release = lock(file);
  for (const call of [
    () => gateway.advance(id),
    () => gateway.submit(request),
    () => gateway.cancel(id),
  ]) {
    await expect(whilePassing(clock, call())).rejects.toMatchObject({ code: 'ledger-unavailable' });
  }
  expect(provider.submits).toEqual([]);
  release();
  expect((await gateway.advance(id)).job.state).toBe('running');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});
