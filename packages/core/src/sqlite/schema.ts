import { VideoGatewayError } from '../video-gateway-error.ts';
import { readNumber } from './read-row.ts';
import type { SqliteDatabaseLike } from './sqlite-database.ts';

/**
 * How the tables came to be, a step per version. A step is never changed after it was released.
 *
 * The job's own columns repeat what its JSON holds, so that rules and queries need not open it. The
 * partial indexes are the second wall behind the checks of a commit: one live attempt per job, one
 * attempt per task.
 */
const steps: readonly string[] = [
  `CREATE TABLE jobs (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     id TEXT NOT NULL UNIQUE,
     version INTEGER NOT NULL,
     state TEXT NOT NULL,
     idempotency_key TEXT UNIQUE,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX jobs_by_state ON jobs (state, sequence);
   CREATE TABLE attempts (
     id TEXT PRIMARY KEY,
     job_id TEXT NOT NULL,
     provider TEXT NOT NULL,
     task_id TEXT,
     live INTEGER NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE UNIQUE INDEX one_live_attempt ON attempts (job_id) WHERE live = 1;
   CREATE UNIQUE INDEX one_attempt_per_task ON attempts (provider, task_id) WHERE task_id IS NOT NULL;
   CREATE TABLE events (
     job_id TEXT NOT NULL,
     version INTEGER NOT NULL,
     position INTEGER NOT NULL,
     body TEXT NOT NULL,
     PRIMARY KEY (job_id, version, position)
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE media (
     sha256 TEXT PRIMARY KEY,
     media_type TEXT NOT NULL,
     bytes BLOB NOT NULL
   ) STRICT;
   CREATE TABLE media_of_jobs (
     sha256 TEXT NOT NULL,
     job_id TEXT NOT NULL,
     PRIMARY KEY (sha256, job_id)
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX media_by_job ON media_of_jobs (job_id);`,
];

/**
 * Brings a database to the present version, in one transaction.
 *
 * @throws {VideoGatewayError} `configuration` when a newer version of this library has written it
 */
export function migrate(database: SqliteDatabaseLike): void {
  const version = readNumber(database.prepare('PRAGMA user_version').get(), 'user_version');
  if (version === steps.length) return;
  if (version > steps.length) {
    throw new VideoGatewayError({
      code: 'configuration',
      message: `This ledger has version ${version}, and this Vidgate knows versions up to ${steps.length}: it was written by a newer one. Upgrade Vidgate, or give another file.`,
    });
  }
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated while this one waited for the lock.
    const present = readNumber(database.prepare('PRAGMA user_version').get(), 'user_version');
    for (const step of steps.slice(present)) database.exec(step);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (error) {
    database.exec('ROLLBACK');
    throw error;
  }
}
