import { DatabaseSync } from 'node:sqlite';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { readText } from './read-row.ts';
import { migrate, readVersion } from './schema.ts';
import type { SqliteDatabaseLike } from './sqlite-database.ts';

/**
 * Opens a database for a ledger, and brings it to the present version.
 *
 * @param name what messages call it
 */
export function openDatabase(file: string | SqliteDatabaseLike, name: string): SqliteDatabaseLike {
  const database = typeof file === 'string' ? new DatabaseSync(file, { timeout: 0 }) : file;
  try {
    // Waiting inside SQLite would block the event loop; some drivers wait for seconds by default.
    database.prepare('PRAGMA busy_timeout = 0').get();
    // A file that is not ours to write is refused before anything in it changes.
    readVersion(database, name);
    makeDurable(database, name);
    migrate(database, name);
    return database;
  } catch (error) {
    // A database that was handed in is its owner's to close.
    if (typeof file === 'string') database.close();
    throw error;
  }
}

/** A write-ahead log lets readers and a writer work at once; FULL waits for the disk at each commit. */
function makeDurable(database: SqliteDatabaseLike, name: string): void {
  const mode = readText(database.prepare('PRAGMA journal_mode = WAL').get(), 'journal_mode');
  if (mode !== 'wal') {
    throw new VideoGatewayError({
      code: 'configuration',
      message: `The ledger ${name} can keep no write-ahead log (its journal mode stays "${mode}"), so what it is told would not be safe. Allowed: a file on a local disk; for tests there is memoryLedger().`,
    });
  }
  // The second matters on macOS alone, whose disks otherwise confirm what they have not written.
  database.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON;');
}
