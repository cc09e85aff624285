import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { expect, onTestFinished, test } from 'vitest';
import { makeJob } from '../make-job.ts';
import { temporaryFile, temporaryFolder } from './temporary-file.ts';

const change = { job: makeJob({ version: 1 }), events: [] };

function open(file: string, options = {}): DatabaseSync {
  const database = new DatabaseSync(file, options);
  onTestFinished(() => {
    if (database.isOpen) database.close();
  });
  return database;
}

test.each([
  ['a folder that is missing', async (file: string) => await rm(file, { force: true })],
  ['a folder', async (file: string) => await mkdir(join(file, 'vidgate.db'), { recursive: true })],
  [
    'another kind of file',
    async (file: string) => {
      await mkdir(file);
      await writeFile(join(file, 'vidgate.db'), 'a text that is long enough '.repeat(100));
    },
  ],
])('in place of a ledger, %s is named, and does not stay in the way', async (_what, prepare) => {
  const folder = join(await temporaryFolder(), 'inner');
  await prepare(folder);
  const file = join(folder, 'vidgate.db');
  const ledger = sqliteLedger(file);
  onTestFinished(() => ledger.close());
  const calls = [
    () => ledger.commit(change),
    () => ledger.load('job-1'),
    () => ledger.find('jobs', {}),
    () => ledger.commit({ heartbeat: { owner: 'a', aliveUntil: 1 } }),
  ];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({
      name: 'VideoGatewayError',
      code: 'ledger-unavailable',
      message: expect.stringContaining(`"${file}"`),
    });
  }
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder);
  await ledger.commit(change);
  expect(await ledger.load('job-1')).toEqual(change.job);
});

test('a file that is read-only can be read, and says why it takes nothing', async () => {
  const file = await temporaryFile();
  const writing = sqliteLedger(file);
  await writing.commit(change);
  await writing.close();
  const ledger = sqliteLedger(`file:${file}?mode=ro`);
  onTestFinished(() => ledger.close());
  expect(await ledger.load('job-1')).toEqual(change.job);
  const next = { job: makeJob({ version: 2 }), events: [] };
  await expect(ledger.commit(next)).rejects.toMatchObject({
    code: 'ledger-unavailable',
    jobId: 'job-1',
    message: expect.stringMatching(/mode=ro" is read-only/),
  });
});

test('a ledger of a newer version is refused, and not a byte of it changes', async () => {
  const file = await temporaryFile();
  const ours = sqliteLedger(file);
  await ours.commit(change);
  await ours.close();
  const database = open(file);
  database.exec('PRAGMA user_version = 99; PRAGMA journal_mode = DELETE; CREATE TABLE later (a)');
  database.close();
  const before = await readFile(file);
  const ledger = sqliteLedger(file);
  await expect(ledger.load('job-1')).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringMatching(/vidgate\.db" has version 99, .* up to 2: .*newer.* Upgrade/),
  });
  await expect(ledger.commit(change)).rejects.toMatchObject({ code: 'configuration' });
  await ledger.close();
  expect((await readFile(file)).equals(before)).toBe(true);
});

test.each([
  ['no version', 'CREATE TABLE jobs (title TEXT)'],
  ['our version', 'CREATE TABLE people (name TEXT); PRAGMA user_version = 1'],
])('a database of another application, with %s, is left as it is', async (_what, sql) => {
  const file = await temporaryFile();
  open(file).exec(sql);
  const before = await readFile(file);
  const ledger = sqliteLedger(file);
  await expect(ledger.commit(change)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('belongs to another application'),
  });
  await ledger.close();
  expect((await readFile(file)).equals(before)).toBe(true);
});

test.each([
  ['that lives in memory', ':memory:'],
  ['that is temporary', ''],
])('a database %s is refused, because it would forget', async (_what, path) => {
  const ledger = sqliteLedger(path);
  await expect(ledger.commit(change)).rejects.toMatchObject({
    code: 'configuration',
    message: expect.stringContaining('memoryLedger()'),
  });
});

test('our handle waits for the disk, writes ahead, and never waits inside SQLite', async () => {
  const database = open(await temporaryFile(), { timeout: 5_000 });
  await sqliteLedger(database).load('job-1');
  const pragma = (name: string): unknown =>
    Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0];
  expect(['synchronous', 'journal_mode', 'busy_timeout'].map(pragma)).toEqual([2, 'wal', 0]);
});

test('a closed ledger says so, whether it was used or not', async () => {
  const file = await temporaryFile();
  const ledgers = [sqliteLedger(file), sqliteLedger(file)];
  await ledgers[0]?.commit(change);
  for (const ledger of ledgers) {
    await ledger.close();
    await expect(ledger.load('job-1')).rejects.toMatchObject({
      code: 'ledger-unavailable',
      message: expect.stringMatching(/vidgate\.db" is closed/),
    });
  }
});

test('a database that its owner has closed is an unavailable ledger', async () => {
  const database = open(await temporaryFile());
  const ledger = sqliteLedger(database);
  await ledger.commit(change);
  database.close();
  const next = { job: makeJob({ version: 2 }), events: [] };
  for (const call of [() => ledger.commit(next), () => ledger.load('job-1')]) {
    await expect(call()).rejects.toMatchObject({
      code: 'ledger-unavailable',
      message: expect.stringContaining('not open'),
    });
  }
  await expect(ledger.close()).resolves.toBeUndefined();
});

test('a database that was handed in is left open, and a transaction of its owner untouched', async () => {
  const database = open(await temporaryFile());
  const ledger = sqliteLedger(database);
  await ledger.commit(change);
  database.exec('BEGIN');
  const next = { job: makeJob({ version: 2 }), events: [] };
  await expect(ledger.commit(next)).rejects.toMatchObject({ code: 'ledger-unavailable' });
  expect(database.isTransaction).toBe(true);
  database.exec('COMMIT');
  await ledger.commit(next);
  await ledger.close();
  expect(database.isOpen).toBe(true);
});

test('two ledgers on one database do not get into each other’s transactions', async () => {
  const database = open(await temporaryFile());
  const ledgers = [sqliteLedger(database), sqliteLedger(database)];
  const jobs = Array.from({ length: 40 }, (_, n) => makeJob({ id: `job-${n}`, version: 1 }));
  await Promise.all(jobs.map((job, n) => ledgers[n % 2]?.commit({ job, events: [] })));
  for (const job of jobs) expect(await ledgers[0]?.load(job.id)).toEqual(job);
});
