CREATE TABLE jobs (
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
   CREATE INDEX media_by_job ON media_of_jobs (job_id);

PRAGMA application_id = 1447642183;
PRAGMA user_version = 1;
