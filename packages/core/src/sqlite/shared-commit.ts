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

  const store = async (batch: readonly Pending[]): Promise<void> => {
    try {
      await patiently(() => writeAll(database, batch));
      for (const item of batch) item.resolve();
    } catch (error) {
      const canPart = batch.length > 1 && !isBusy(error);
      for (const item of batch) {
        // One that is refused, or finds no room on the disk, must not take the others with it.
        if (canPart) await store([item]);
        else item.reject(error);
      }
    }
  };

  const flush = async (): Promise<void> => {
    running = true;
    while (pending.length > 0) {
      // One turn of the event loop, in which other jobs may join.
      await new Promise((resolve) => setImmediate(resolve));
      await store(pending.splice(0, maxChangesAtOnce));
    }
    running = false;
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
 * Writes all or nothing. Between its begin and its end nothing waits, so that nobody else on this
 * connection gets in between.
 */
function writeAll(database: SqliteDatabaseLike, batch: readonly Pending[]): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    for (const item of batch) item.write();
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}
