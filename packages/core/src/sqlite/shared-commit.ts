import type { SqliteDatabaseLike } from './sqlite-database.ts';
import { rollBack } from './sqlite-database.ts';
import { isBusy } from './sqlite-error.ts';

/** More would keep the event loop from its other work. */
const maxChangesAtOnce = 100;

/** Work that is to be stored, and who waits for it. */
interface Pending {
  readonly write: () => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

type Refused = ReadonlyMap<Pending, { readonly reason: unknown }>;

/**
 * Lets changes that come together share one transaction, and so one wait for the disk. Each still
 * succeeds or fails by itself, and none is told that it succeeded before it is on the disk.
 */
export interface SharedCommit {
  add(write: () => void): Promise<void>;
}

/** @param patiently does something, and again while the database is busy */
export function createSharedCommit(
  database: SqliteDatabaseLike,
  patiently: <T>(attempt: () => T) => Promise<T>,
): SharedCommit {
  const pending: Pending[] = [];
  let running = false;

  const flush = async (): Promise<void> => {
    running = true;
    while (pending.length > 0) {
      // One turn of the event loop, in which other jobs may join.
      await new Promise((resolve) => setImmediate(resolve));
      await store(pending.splice(0, maxChangesAtOnce));
    }
    running = false;
  };

  const store = async (batch: readonly Pending[]): Promise<void> => {
    try {
      const refused = await patiently(() => writeAll(database, batch));
      for (const item of batch) {
        const error = refused.get(item);
        if (error === undefined) item.resolve();
        else item.reject(error.reason);
      }
    } catch (error) {
      // One change that the disk has no room for must not take the others with it.
      if (batch.length > 1 && !isBusy(error)) for (const item of batch) await store([item]);
      else for (const item of batch) item.reject(error);
    }
  };

  return {
    add(write) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      pending.push({ write, resolve, reject });
      if (!running) void flush();
      return promise;
    },
  };
}

/**
 * Writes each change in a savepoint of its own and commits; returns why some were refused. Nothing
 * waits between its begin and its end, so that nobody else on this connection gets in between.
 */
function writeAll(database: SqliteDatabaseLike, batch: readonly Pending[]): Refused {
  const refused = new Map<Pending, { readonly reason: unknown }>();
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const item of batch) {
      database.exec('SAVEPOINT change');
      try {
        item.write();
      } catch (reason) {
        undo(database, reason);
        refused.set(item, { reason });
      }
      database.exec('RELEASE change');
    }
    database.exec('COMMIT');
    return refused;
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/** Takes back one change; where its failure has ended the whole transaction, that is the failure. */
function undo(database: SqliteDatabaseLike, reason: unknown): void {
  try {
    database.exec('ROLLBACK TO change');
  } catch {
    throw reason;
  }
}
