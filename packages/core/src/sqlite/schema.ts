import { VideoGatewayError } from '../video-gateway-error.ts';
import { readNumber } from './read-row.ts';
import type { SqliteDatabaseLike } from './sqlite-database.ts';
import { rollBack } from './sqlite-database.ts';

/** "VIDG": tells our files from those of other applications. */
const applicationId = 0x56494447;

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
     owner TEXT,
     body TEXT NOT NULL
   ) STRICT;
   CREATE INDEX jobs_by_state ON jobs (state, sequence);
   CREATE TABLE owners (
     owner TEXT PRIMARY KEY,
     alive_until REAL NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE TABLE attempts (
     job_id TEXT NOT NULL,
     id TEXT NOT NULL,
     provider TEXT NOT NULL,
     task_id TEXT,
     live INTEGER NOT NULL,
     PRIMARY KEY (job_id, id)
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
  // What is added up of attempts; when jobs ended; how providers are. An attempt that was given up
  // owns its task no more.
  `ALTER TABLE attempts ADD COLUMN model TEXT NOT NULL DEFAULT '';
   ALTER TABLE attempts ADD COLUMN duration REAL NOT NULL DEFAULT 0;
   ALTER TABLE attempts ADD COLUMN intended_at REAL NOT NULL DEFAULT 0;
   ALTER TABLE attempts ADD COLUMN costly INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE attempts ADD COLUMN usd_micros INTEGER;
   ALTER TABLE attempts ADD COLUMN reserved INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE attempts ADD COLUMN quoted_usd_micros INTEGER;
   ALTER TABLE attempts ADD COLUMN charged_usd_micros INTEGER;
   ALTER TABLE attempts ADD COLUMN extra INTEGER NOT NULL DEFAULT 0;
   ALTER TABLE attempts ADD COLUMN outcome TEXT;
   ALTER TABLE attempts ADD COLUMN settled_at REAL;
   ALTER TABLE attempts ADD COLUMN metadata TEXT NOT NULL DEFAULT '{}';
   UPDATE attempts SET
     model = stored.model,
     duration = stored.duration,
     intended_at = stored.intended_at,
     costly = stored.costly,
     usd_micros = CASE stored.costly WHEN 1 THEN coalesce(stored.charged, stored.quoted) END,
     reserved = stored.costly AND (live OR stored.state = 'abandoned'),
     quoted_usd_micros = stored.quoted,
     charged_usd_micros = CASE live WHEN 0 THEN stored.charged END,
     metadata = stored.metadata,
     task_id = CASE stored.state WHEN 'abandoned' THEN NULL ELSE task_id END
   FROM (
     SELECT
       jobs.id AS job_id,
       jobs.body ->> '$.request.duration' AS duration,
       coalesce(jobs.body -> '$.request.metadata', '{}') AS metadata,
       attempt.value ->> 'id' AS id,
       attempt.value ->> 'model' AS model,
       attempt.value ->> 'state' AS state,
       attempt.value ->> 'intendedAt' AS intended_at,
       attempt.value ->> '$.quote.usdMicros' AS quoted,
       attempt.value ->> '$.cost.usdMicros' AS charged,
       attempt.value ->> 'state' <> 'rejected'
         AND coalesce(attempt.value ->> '$.error.charged', '') <> 'no' AS costly
     FROM jobs, json_each(jobs.body, '$.attempts') AS attempt
     WHERE json_valid(jobs.body)
   ) AS stored
   WHERE attempts.job_id = stored.job_id AND attempts.id = stored.id;
   CREATE INDEX attempts_by_end ON attempts (settled_at) WHERE outcome IS NOT NULL;
   CREATE TABLE health (
     provider TEXT PRIMARY KEY,
     version INTEGER NOT NULL,
     body TEXT NOT NULL
   ) STRICT, WITHOUT ROWID;
   CREATE INDEX attempts_by_intent ON attempts (intended_at);
   ALTER TABLE jobs ADD COLUMN finished_at REAL;
   UPDATE jobs SET finished_at = body ->> 'finishedAt' WHERE json_valid(body);
   CREATE INDEX jobs_by_end ON jobs (finished_at) WHERE finished_at IS NOT NULL;`,
];

/** Brings a database to the present version, in one transaction. */
export function migrate(database: SqliteDatabaseLike, name: string): void {
  if (readVersion(database, name) === steps.length) return;
  database.exec('BEGIN IMMEDIATE');
  try {
    // Another process may have migrated while this one waited for the lock.
    for (const step of steps.slice(readVersion(database, name))) database.exec(step);
    database.exec(`PRAGMA application_id = ${applicationId}`);
    database.exec(`PRAGMA user_version = ${steps.length}`);
    database.exec('COMMIT');
  } catch (error) {
    rollBack(database);
    throw error;
  }
}

/**
 * The version that a database is at: 0 where it is new.
 *
 * @throws {VideoGatewayError} `configuration` when a newer version of this library has written it,
 *   or another application
 */
export function readVersion(database: SqliteDatabaseLike, name: string): number {
  const count = 'SELECT count(*) AS tables FROM sqlite_schema';
  if (readNumber(database.prepare(count).get(), 'tables') === 0) return 0;
  if (readPragma(database, 'application_id') !== applicationId) {
    throw wrong(name, 'belongs to another application: give a file of its own.');
  }
  const version = readPragma(database, 'user_version');
  if (version <= steps.length) return version;
  throw wrong(
    name,
    `has version ${version}, and this Vidgate knows versions up to ${steps.length}: a newer one wrote it. Upgrade Vidgate, or give another file.`,
  );
}

function readPragma(database: SqliteDatabaseLike, name: string): number {
  return readNumber(database.prepare(`PRAGMA ${name}`).get(), name);
}

function wrong(name: string, why: string): VideoGatewayError {
  const message = `The ledger ${name} ${why}`;
  return new VideoGatewayError({ code: 'configuration', message });
}
