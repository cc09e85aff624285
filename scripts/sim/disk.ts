import type { DatabaseSync } from 'node:sqlite';
import type { SqliteDatabaseLike, SqliteStatementLike } from '@vidgate/core/sqlite';

/** What a disk does wrong next, each as often as it says. */
export interface DiskTrouble {
  /** Takes one go of a trouble, if it waits. */
  take(kind: 'disk-busy' | 'disk-full' | 'disk-error-before' | 'disk-error-after'): boolean;
  takeRead(): boolean;
}

export interface DiskSettings {
  readonly database: DatabaseSync;
  readonly isAlive: () => boolean;
  readonly trouble: DiskTrouble;
  /** Called before a statement of any kind. */
  readonly onUse: () => void;
  /** Called when a transaction has taken effect. */
  readonly onCommit: () => void;
}

/** By SQLite's primary result codes. @see https://www.sqlite.org/rescode.html (checked 2026-11-21) */
const problems = {
  'disk-busy': [5, 'database is locked'],
  'disk-full': [13, 'database or disk is full'],
  'disk-error': [10, 'disk I/O error'],
} as const;

/**
 * One process's way to the database that all share. Transactions of the ledger wait for nothing
 * between their begin and their end, so one connection can serve all processes.
 */
export function createDisk(settings: DiskSettings): SqliteDatabaseLike {
  const { database, trouble, onUse } = settings;
  const use = (): void => {
    onUse();
    // What a dead process had not written yet is never written.
    if (!settings.isAlive()) throw problem('disk-error');
  };
  return {
    exec(sql) {
      use();
      if (sql === 'BEGIN IMMEDIATE' && trouble.take('disk-busy')) throw problem('disk-busy');
      if (sql !== 'COMMIT') return database.exec(sql);
      if (trouble.take('disk-full')) throw problem('disk-full');
      if (trouble.take('disk-error-before')) throw problem('disk-error');
      database.exec(sql);
      settings.onCommit();
      if (trouble.take('disk-error-after')) throw problem('disk-error');
    },
    prepare(sql) {
      // In memory there is no log to write ahead; the ledger asks for one because it asks for a file.
      if (sql === 'PRAGMA journal_mode = WAL') return answering({ journal_mode: 'wal' });
      const statement = database.prepare(sql);
      const isRead = sql.startsWith('SELECT');
      const read = <T>(work: () => T): T => {
        use();
        // Within a transaction a failed read is a failed write.
        if (isRead && !database.isTransaction && trouble.takeRead()) throw problem('disk-error');
        return work();
      };
      return {
        run: (...values) => read(() => statement.run(...values)),
        get: (...values) => read(() => statement.get(...values)),
        all: (...values) => read(() => statement.all(...values)),
      };
    },
    close() {},
  };
}

function answering(row: object): SqliteStatementLike {
  return { run: () => row, get: () => row, all: () => [row] };
}

function problem(name: keyof typeof problems): Error {
  const [errcode, message] = problems[name];
  return Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
}
