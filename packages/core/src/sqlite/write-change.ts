import type { Job } from '../job/job.ts';
import { isFinal, isLive } from '../job/job.ts';
import { toAttemptRow } from '../ledger/attempt-row.ts';
import { checkChange, checkHealth, checkLimit, toOwnedTask } from '../ledger/check-change.ts';
import type { LedgerChange, LedgerHealth, LedgerHeartbeat } from '../ledger/ledger.ts';
import type { Media } from '../request/frame.ts';
import type { JobCache } from './job-cache.ts';
import { readNumber, readText } from './read-row.ts';
import { sumSpend } from './read-spend.ts';
import type { Prepare } from './sqlite-database.ts';

/** Checks a change against what is stored, and writes it; inside a transaction. */
export function writeChange(change: LedgerChange, prepare: Prepare, cache: JobCache): void {
  const { job, events, media = [], limits = [] } = change;
  const stored = prepare('SELECT version FROM jobs WHERE id = ?').get(job.id);
  const version = stored ? readNumber(stored, 'version') : 0;
  checkChange(job, {
    version,
    ownerOfTask: (provider, taskId) => {
      const sql = 'SELECT job_id, id FROM attempts WHERE provider = ? AND task_id = ?';
      const row = prepare(sql).get(provider, taskId);
      return row ? { jobId: readText(row, 'job_id'), attemptId: readText(row, 'id') } : undefined;
    },
    holderOfKey: (key) => {
      const row = prepare('SELECT id FROM jobs WHERE idempotency_key = ?').get(key);
      return row ? readText(row, 'id') : undefined;
    },
  });
  writeJob(job, version, prepare, cache);
  writeAttempts(job, prepare);
  // After the write, so that what this change spends counts; a refusal takes all of it back.
  for (const limit of limits) checkLimit(job, limit, sumSpend(limit, prepare));
  const sql = 'INSERT INTO events (job_id, version, position, body) VALUES (?, ?, ?, ?)';
  for (const [position, event] of events.entries()) {
    prepare(sql).run(job.id, job.version, position, JSON.stringify(event));
  }
  for (const item of media) writeMedia(item, job.id, prepare);
  if (isFinal(job)) forgetMedia(job.id, prepare);
}

/** Stores that a process is alive; those that are known to be gone are forgotten. */
export function writeHeartbeat({ heartbeat }: LedgerHeartbeat, prepare: Prepare): void {
  const { owner, aliveUntil } = heartbeat;
  prepare(
    `INSERT INTO owners (owner, alive_until) VALUES (?, ?)
     ON CONFLICT (owner) DO UPDATE SET alive_until = excluded.alive_until`,
  ).run(owner, aliveUntil);
  // By no clock: one that is ahead must not make others forget who is alive.
  prepare('DELETE FROM owners WHERE alive_until <= 0 AND owner <> ?').run(owner);
}

/** Stores how a provider is, unless somebody else has changed it meanwhile. */
export function writeHealth({ health }: LedgerHealth, prepare: Prepare): void {
  const { provider, version } = health;
  const stored = prepare('SELECT version FROM health WHERE provider = ?').get(provider);
  checkHealth(health, stored ? readNumber(stored, 'version') : 0);
  prepare(
    `INSERT INTO health (provider, version, body) VALUES (?, ?, ?)
     ON CONFLICT (provider) DO UPDATE SET version = excluded.version, body = excluded.body`,
  ).run(provider, version, JSON.stringify(health));
}

function writeJob(job: Job, storedVersion: number, prepare: Prepare, cache: JobCache): void {
  const { id, version, state, owner = null, idempotencyKey = null, finishedAt = null } = job;
  const sql =
    storedVersion === 0
      ? 'INSERT INTO jobs (version, state, owner, idempotency_key, finished_at, body, id) VALUES (?, ?, ?, ?, ?, ?, ?)'
      : 'UPDATE jobs SET version = ?, state = ?, owner = ?, idempotency_key = ?, finished_at = ?, body = ? WHERE id = ?';
  const body = JSON.stringify(job);
  prepare(sql).run(version, state, owner, idempotencyKey, finishedAt, body, id);
  // A change that is taken back leaves a text in the cache that no row holds.
  cache.set(job, body);
}

function writeAttempts(job: Job, prepare: Prepare): void {
  const metadata = JSON.stringify(job.request.metadata);
  // Ended ones first, so that a new live one meets no other.
  const endedFirst = job.attempts.toSorted(
    (a, b) => Number(isLive(a.state)) - Number(isLive(b.state)),
  );
  for (const attempt of endedFirst) {
    const row = toAttemptRow(job, attempt);
    prepare(attemptSql).run(
      job.id,
      attempt.id,
      row.provider,
      row.model,
      row.duration,
      row.intendedAt,
      row.extra ? 1 : 0,
      row.quotedUsdMicros ?? null,
      metadata,
      toOwnedTask(attempt)?.id ?? null,
      isLive(attempt.state) ? 1 : 0,
      row.costly ? 1 : 0,
      row.usdMicros ?? null,
      row.reserved ? 1 : 0,
      row.chargedUsdMicros ?? null,
      row.outcome ?? null,
      row.settledAt ?? null,
    );
  }
}

const attemptSql = `INSERT INTO attempts (
    job_id, id, provider, model, duration, intended_at, extra, quoted_usd_micros, metadata,
    task_id, live, costly, usd_micros, reserved, charged_usd_micros, outcome, settled_at
  ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (job_id, id) DO UPDATE SET
    task_id = excluded.task_id,
    live = excluded.live,
    costly = excluded.costly,
    usd_micros = excluded.usd_micros,
    reserved = excluded.reserved,
    charged_usd_micros = excluded.charged_usd_micros,
    outcome = excluded.outcome,
    settled_at = excluded.settled_at`;

function writeMedia({ sha256, mediaType, bytes }: Media, jobId: string, prepare: Prepare): void {
  prepare(
    'INSERT INTO media (sha256, media_type, bytes) VALUES (?, ?, ?) ON CONFLICT (sha256) DO NOTHING',
  ).run(sha256, mediaType, bytes);
  prepare(
    'INSERT INTO media_of_jobs (sha256, job_id) VALUES (?, ?) ON CONFLICT (sha256, job_id) DO NOTHING',
  ).run(sha256, jobId);
}

export function forgetMedia(jobId: string, prepare: Prepare): void {
  prepare(
    `DELETE FROM media
     WHERE sha256 IN (SELECT sha256 FROM media_of_jobs WHERE job_id = ?)
       AND NOT EXISTS (
         SELECT 1 FROM media_of_jobs AS others
         WHERE others.sha256 = media.sha256 AND others.job_id <> ?
       )`,
  ).run(jobId, jobId);
  prepare('DELETE FROM media_of_jobs WHERE job_id = ?').run(jobId);
}
