import type { SqliteDatabaseLike } from './sqlite-database.ts';

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
  /** Resolves when everything that was added is over. */
  idle(): Promise<void>;
}

export function createSharedCommit(
  database: SqliteDatabaseLike,
  patiently: <T>(attempt: () => T) => Promise<T>,
): SharedCommit {
  let pending: Pending[] = [];
  let running: Promise<void> | undefined;

  const flush = async (): Promise<void> => {
    // One turn of the event loop, in which other jobs may join.
    await new Promise((resolve) => setImmediate(resolve));
    while (pending.length > 0) {
      const batch = pending;
      pending = [];
      await store(batch);
    }
    running = undefined;
  };

  const store = async (batch: readonly Pending[]): Promise<void> => {
    try {
      await patiently(() => database.exec('BEGIN IMMEDIATE'));
      const refused = writeAll(database, batch);
      database.exec('COMMIT');
      for (const item of batch) {
        const error = refused.get(item);
        if (error === undefined) item.resolve();
        else item.reject(error.reason);
      }
    } catch (error) {
      rollBack(database);
      for (const item of batch) item.reject(error);
    }
  };

  return {
    add(write) {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      pending.push({ write, resolve, reject });
      running ??= flush();
      return promise;
    },
    idle: async () => await running,
  };
}

/** Writes each change in a savepoint of its own; returns why some were refused. */
function writeAll(
  database: SqliteDatabaseLike,
  batch: readonly Pending[],
): Map<Pending, { readonly reason: unknown }> {
  const refused = new Map<Pending, { readonly reason: unknown }>();
  for (const item of batch) {
    database.exec('SAVEPOINT change');
    try {
      item.write();
    } catch (reason) {
      database.exec('ROLLBACK TO change');
      refused.set(item, { reason });
    }
    database.exec('RELEASE change');
  }
  return refused;
}

function rollBack(database: SqliteDatabaseLike): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // A full disk or a lost file has already ended the transaction.
  }
}
