import { DatabaseSync } from 'node:sqlite';
import type { Ledger } from '@vidgate/core';
import type { SqliteDatabaseLike, SqliteStatementLike, SqliteValue } from '@vidgate/core/sqlite';
import { sqliteLedger } from '@vidgate/core/sqlite';
import { createTestClock } from '@vidgate/testkit';
import { describeLedger } from '@vidgate/testkit/contract';
import { expect, onTestFinished, test } from 'vitest';
import { makeJob } from '../make-job.ts';
import { temporaryFile } from './temporary-file.ts';

/** How another driver differs from Node's, as far as a ledger can see. */
interface Dialect {
  readonly none: undefined | null;
  readonly toError: (code: string, message: string) => Error;
}

const betterSqlite3: Dialect = {
  none: undefined,
  toError: (code, message) => Object.assign(new Error(message), { name: 'SqliteError', code }),
};

const bun: Dialect = {
  none: null,
  toError: (code, message) =>
    Object.assign(new Error(message), { name: 'SQLiteError', code, errno: 1, byteOffset: -1 }),
};

const codes: Readonly<Record<number, string>> = {
  5: 'SQLITE_BUSY',
  8: 'SQLITE_READONLY',
  13: 'SQLITE_FULL',
  517: 'SQLITE_BUSY_SNAPSHOT',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
};

/** Both drivers wait five seconds for a lock, unless they are told not to. */
function imitate(file: string, { none, toError }: Dialect): SqliteDatabaseLike {
  const database = new DatabaseSync(file, { timeout: 5_000 });
  onTestFinished(() => database.close());
  const speaking = <T>(action: () => T): T => {
    try {
      return action();
    } catch (error) {
      const number: unknown = error instanceof Error ? Reflect.get(error, 'errcode') : undefined;
      if (typeof number !== 'number') throw error;
      throw toError(codes[number] ?? 'SQLITE_ERROR', String(error));
    }
  };
  const prepare = (sql: string): SqliteStatementLike => {
    const statement = speaking(() => database.prepare(sql));
    const toRow = (row: unknown): unknown => toPlainRow(row) ?? none;
    return {
      run: (...values: readonly SqliteValue[]) => speaking(() => statement.run(...values)),
      get: (...values: readonly SqliteValue[]) => toRow(speaking(() => statement.get(...values))),
      all: (...values: readonly SqliteValue[]) =>
        speaking(() => statement.all(...values)).map(toRow),
    };
  };
  return {
    exec: (sql) => speaking(() => database.exec(sql)),
    prepare,
    close: () => database.close(),
  };
}

/** Rows with a prototype, and bytes as a Buffer. */
function toPlainRow(row: unknown): object | undefined {
  if (typeof row !== 'object' || row === null) return undefined;
  const columns = Object.entries(row).map(([name, value]) =>
    value instanceof Uint8Array ? [name, Buffer.from(value)] : [name, value],
  );
  return Object.fromEntries(columns);
}

// Bun's differs from Node's in all that the other differs in, and in one thing more.
const files = new WeakMap<Ledger, string>();
describeLedger('sqliteLedger on a database like that of Bun', {
  durable: true,
  async open() {
    const file = await temporaryFile();
    const ledger = sqliteLedger(imitate(file, bun));
    files.set(ledger, file);
    return ledger;
  },
  reopen: (ledger) => sqliteLedger(imitate(files.get(ledger) ?? '', bun)),
});

const dialects = [
  ['better-sqlite3', betterSqlite3],
  ['Bun', bun],
] as const;

test.each(dialects)('a database like that of %s keeps jobs and bytes', async (_name, dialect) => {
  const ledger = sqliteLedger(imitate(await temporaryFile(), dialect));
  const job = makeJob({ version: 1 });
  const media = { sha256: 'a1', mediaType: 'image/png', bytes: Uint8Array.of(0, 1, 255) };
  expect(await ledger.load('job-1')).toBeUndefined();
  expect(await ledger.find('media', { sha256: 'a1' })).toBeUndefined();
  await ledger.commit({ job, events: [], media: [media] });
  expect(await ledger.load('job-1')).toEqual(job);
  expect(await ledger.find('media', { sha256: 'a1' })).toEqual(media);
  await expect(ledger.commit({ job, events: [] })).rejects.toMatchObject({
    code: 'ledger-conflict',
  });
});

test.each(dialects)('a lock is understood in the words of %s', async (_name, dialect) => {
  const file = await temporaryFile();
  const clock = createTestClock();
  const database = imitate(file, dialect);
  const ledger = sqliteLedger(database, { ports: { ...clock, random: () => 0.5 } });
  await ledger.load('job-1');
  // Its own five seconds would block the event loop.
  expect(database.prepare('PRAGMA busy_timeout').get()).toEqual({ timeout: 0 });
  const other = new DatabaseSync(file);
  onTestFinished(() => other.close());
  other.exec('BEGIN IMMEDIATE');
  const commit = ledger.commit({ job: makeJob({ version: 1 }), events: [] });
  await clock.advance(10_000);
  expect(clock.pending).toBe(1);
  other.exec('ROLLBACK');
  await clock.advance(1_000);
  await commit;
  expect(await ledger.load('job-1')).toBeDefined();
});
