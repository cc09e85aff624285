import { DatabaseSync } from 'node:sqlite';
import type { Job } from '../job/job.ts';
import { isFinal, isLive } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { checkChange } from '../ledger/check-change.ts';
import type {
  JobsPage,
  JobsQuery,
  Ledger,
  LedgerAnswers,
  LedgerChange,
  LedgerQuestions,
} from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import { systemPorts } from '../ports.ts';
import type { Media } from '../request/frame.ts';
import { readJob } from './read-job.ts';
import { readBytes, readNumber, readText } from './read-row.ts';
import { migrate } from './schema.ts';
import type { SharedCommit } from './shared-commit.ts';
import { createSharedCommit } from './shared-commit.ts';
import type { SqliteDatabaseLike, SqliteStatementLike, SqliteValue } from './sqlite-database.ts';
import { toLedgerError } from './sqlite-error.ts';
import { withPatience } from './with-patience.ts';

export interface SqliteLedgerSettings {
  /** Time and chance for the pauses while another process writes. @default the system's */
  readonly ports?: Pick<Ports, 'now' | 'setTimer' | 'random'> | undefined;
}

/**
 * A ledger in a SQLite file: what was committed survives the process, and the power cut.
 *
 * Several processes of one machine may share the file (not one on a network drive). The file is
 * opened at the first call; it is created where there is none, its folder is not.
 *
 * @param file a path, or an open database of Node, better-sqlite3 or Bun whose busy time-out is 0
 * @throws {VideoGatewayError} at the first call: `ledger-unavailable` when the file cannot be used,
 *   `configuration` when a newer version has written it
 */
export function sqliteLedger(
  file: string | SqliteDatabaseLike,
  { ports = systemPorts }: SqliteLedgerSettings = {},
): Ledger {
  return new SqliteLedger(file, ports);
}

interface Opened {
  readonly database: SqliteDatabaseLike;
  readonly commits: SharedCommit;
  readonly statement: (sql: string) => SqliteStatementLike;
}

type Answers = {
  readonly [Topic in keyof LedgerQuestions]: (
    query: LedgerQuestions[Topic],
    opened: Opened,
  ) => LedgerAnswers[Topic];
};

class SqliteLedger implements Ledger {
  readonly #file: string | SqliteDatabaseLike;
  readonly #ports: Pick<Ports, 'now' | 'setTimer' | 'random'>;
  #opening: Promise<Opened> | undefined;

  readonly #answers: Answers = {
    jobs: findJobs,
    'job-by-idempotency-key': ({ key }, opened) =>
      findJob(opened, 'SELECT * FROM jobs WHERE idempotency_key = ?', key),
    events: ({ jobId }, opened) => findEvents(opened, jobId),
    media: ({ sha256 }, { statement }) => {
      const row = statement('SELECT * FROM media WHERE sha256 = ?').get(sha256);
      return row
        ? { sha256, mediaType: readText(row, 'media_type'), bytes: readBytes(row, 'bytes') }
        : undefined;
    },
  };

  constructor(
    file: string | SqliteDatabaseLike,
    ports: Pick<Ports, 'now' | 'setTimer' | 'random'>,
  ) {
    this.#file = file;
    this.#ports = ports;
  }

  async load(jobId: string): Promise<Job | undefined> {
    return await this.#read((opened) => findJob(opened, 'SELECT * FROM jobs WHERE id = ?', jobId));
  }

  async find<Topic extends keyof LedgerQuestions>(
    topic: Topic,
    query: LedgerQuestions[Topic],
  ): Promise<LedgerAnswers[Topic]> {
    return await this.#read((opened) => this.#answers[topic](query, opened));
  }

  async commit(change: LedgerChange): Promise<void> {
    const opened = await this.#open();
    try {
      await opened.commits.add(() => writeChange(opened, change));
    } catch (error) {
      throw toLedgerError(error, this.#name());
    }
  }

  async close(): Promise<void> {
    const opened = await this.#opening?.catch(() => undefined);
    if (opened === undefined) return;
    this.#opening = Promise.reject(new Error('The ledger is closed.'));
    this.#opening.catch(() => {});
    await opened.commits.idle();
    // A database that was handed in is its owner's to close.
    if (typeof this.#file === 'string') opened.database.close();
  }

  async #read<T>(ask: (opened: Opened) => T): Promise<T> {
    const opened = await this.#open();
    try {
      return await this.#patiently(() => ask(opened));
    } catch (error) {
      throw toLedgerError(error, this.#name());
    }
  }

  #open(): Promise<Opened> {
    this.#opening ??= this.#patiently(() => open(this.#file)).then(
      (database) => {
        const statements = new Map<string, SqliteStatementLike>();
        return {
          database,
          commits: createSharedCommit(database, (attempt) => this.#patiently(attempt)),
          statement: (sql) => {
            const known = statements.get(sql) ?? database.prepare(sql);
            statements.set(sql, known);
            return known;
          },
        };
      },
      (error: unknown) => {
        // The next call tries again: the file may be there by then.
        this.#opening = undefined;
        throw toLedgerError(error, this.#name());
      },
    );
    return this.#opening;
  }

  #patiently<T>(attempt: () => T): Promise<T> {
    return withPatience({ clock: this.#ports, random: () => this.#ports.random() }, attempt);
  }

  #name(): string {
    return typeof this.#file === 'string' ? `"${this.#file}"` : 'database';
  }
}

function open(file: string | SqliteDatabaseLike): SqliteDatabaseLike {
  const database = typeof file === 'string' ? new DatabaseSync(file, { timeout: 0 }) : file;
  try {
    // WAL lets readers and a writer work at once; FULL waits for the disk at every commit.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
    migrate(database);
    return database;
  } catch (error) {
    if (typeof file === 'string') database.close();
    throw error;
  }
}

function findJob(opened: Opened, sql: string, value: SqliteValue): Job | undefined {
  const row = opened.statement(sql).get(value);
  return row ? readJob(row, () => findEvents(opened, readText(row, 'id'))) : undefined;
}

function findEvents({ statement }: Opened, jobId: string): readonly JobEvent[] {
  const sql = 'SELECT body FROM events WHERE job_id = ? ORDER BY version, position';
  // Our own commits wrote them; a reader that must be sure of more parses the job they add up to.
  return statement(sql)
    .all(jobId)
    .map((row) => JSON.parse(readText(row, 'body')) as JobEvent);
}

function findJobs({ states, limit = 100, after }: JobsQuery, opened: Opened): JobsPage {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
  const wanted = states ?? [
    'queued',
    'submitting',
    'running',
    'held',
    'succeeded',
    'failed',
    'canceled',
  ];
  const marks = wanted.map(() => '?').join(', ');
  const sql = `SELECT * FROM jobs WHERE sequence < ? AND state IN (${marks}) ORDER BY sequence DESC LIMIT ?`;
  const rows = opened.statement(sql).all(before, ...wanted, limit + 1);
  const page = rows.slice(0, limit);
  const jobs = page.map((row) => readJob(row, () => findEvents(opened, readText(row, 'id'))));
  const last = page.at(-1);
  return last !== undefined && rows.length > limit
    ? { jobs, next: String(readNumber(last, 'sequence')) }
    : { jobs };
}

function writeChange({ statement }: Opened, { job, events, media = [] }: LedgerChange): void {
  const stored = statement('SELECT version FROM jobs WHERE id = ?').get(job.id);
  checkChange(job, {
    version: stored ? readNumber(stored, 'version') : 0,
    ownerOfTask: (provider, taskId) => {
      const sql = 'SELECT id FROM attempts WHERE provider = ? AND task_id = ?';
      const row = statement(sql).get(provider, taskId);
      return row ? readText(row, 'id') : undefined;
    },
    holderOfKey: (key) => {
      const row = statement('SELECT id FROM jobs WHERE idempotency_key = ?').get(key);
      return row ? readText(row, 'id') : undefined;
    },
  });
  writeJob(statement, job, stored !== undefined && stored !== null);
  events.forEach((event, position) => {
    const sql = 'INSERT INTO events (job_id, version, position, body) VALUES (?, ?, ?, ?)';
    statement(sql).run(job.id, job.version, position, JSON.stringify(event));
  });
  for (const item of media) writeMedia(statement, job.id, item);
  if (isFinal(job)) forgetMedia(statement, job.id);
}

function writeJob(statement: Opened['statement'], job: Job, isStored: boolean): void {
  const body = JSON.stringify(job);
  if (isStored) {
    const sql = 'UPDATE jobs SET version = ?, state = ?, body = ? WHERE id = ?';
    statement(sql).run(job.version, job.state, body, job.id);
  } else {
    const sql =
      'INSERT INTO jobs (id, version, state, idempotency_key, body) VALUES (?, ?, ?, ?, ?)';
    statement(sql).run(job.id, job.version, job.state, job.idempotencyKey ?? null, body);
  }
  // Ended attempts first, so that a new live one meets no other.
  for (const attempt of job.attempts.toSorted(
    (a, b) => Number(isLive(a.state)) - Number(isLive(b.state)),
  )) {
    const sql = `INSERT INTO attempts (id, job_id, provider, task_id, live) VALUES (?, ?, ?, ?, ?)
                 ON CONFLICT (id) DO UPDATE SET task_id = excluded.task_id, live = excluded.live`;
    const live = isLive(attempt.state) ? 1 : 0;
    statement(sql).run(attempt.id, job.id, attempt.provider, attempt.task?.id ?? null, live);
  }
}

function writeMedia(statement: Opened['statement'], jobId: string, media: Media): void {
  const { sha256, mediaType, bytes } = media;
  const sql = 'INSERT OR IGNORE INTO media (sha256, media_type, bytes) VALUES (?, ?, ?)';
  statement(sql).run(sha256, mediaType, bytes);
  statement('INSERT OR IGNORE INTO media_of_jobs (sha256, job_id) VALUES (?, ?)').run(
    sha256,
    jobId,
  );
}

function forgetMedia(statement: Opened['statement'], jobId: string): void {
  statement('DELETE FROM media_of_jobs WHERE job_id = ?').run(jobId);
  statement('DELETE FROM media WHERE sha256 NOT IN (SELECT sha256 FROM media_of_jobs)').run();
}
