import type { Job } from '../job/job.ts';
import { isFinal, isLive } from '../job/job.ts';
import { isExtra, toAttemptSpend } from '../job/to-attempt-spend.ts';
import { checkChange, checkLimit, toOwnedTask } from '../ledger/check-change.ts';
import type { LedgerChange, LedgerHeartbeat } from '../ledger/ledger.ts';
import type { Media } from '../request/frame.ts';
import { readNumber, readText } from './read-row.ts';
import { sumSpend } from './read-spend.ts';
import type { Prepare } from './sqlite-database.ts';

/** A row of a process that is gone says no more than no row at all. */
const forgottenAfterMs = 86_400_000;

/** Checks a change against what is stored, and writes it; inside a transaction. */
export function writeChange(change: LedgerChange, prepare: Prepare): void {
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
  writeJob(job, version, prepare);
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

/** Stores that a process is alive; those that have long been gone are forgotten. */
export function writeHeartbeat({ heartbeat }: LedgerHeartbeat, prepare: Prepare): void {
  const { owner, aliveUntil } = heartbeat;
  prepare(
    `INSERT INTO owners (owner, alive_until) VALUES (?, ?)
     ON CONFLICT (owner) DO UPDATE SET alive_until = excluded.alive_until`,
  ).run(owner, aliveUntil);
  prepare('DELETE FROM owners WHERE alive_until < ?').run(aliveUntil - forgottenAfterMs);
}

function writeJob(job: Job, storedVersion: number, prepare: Prepare): void {
  const { id, version, state, owner = null, idempotencyKey = null, finishedAt = null } = job;
  const sql =
    storedVersion === 0
      ? 'INSERT INTO jobs (version, state, owner, idempotency_key, finished_at, body, id) VALUES (?, ?, ?, ?, ?, ?, ?)'
      : 'UPDATE jobs SET version = ?, state = ?, owner = ?, idempotency_key = ?, finished_at = ?, body = ? WHERE id = ?';
  const body = JSON.stringify(job);
  prepare(sql).run(version, state, owner, idempotencyKey, finishedAt, body, id);
}

function writeAttempts({ id: jobId, attempts, request }: Job, prepare: Prepare): void {
  const sql = `INSERT INTO attempts
                 (job_id, id, provider, intended_at, extra, metadata, task_id, live, usd_micros)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT (job_id, id) DO UPDATE SET
                 task_id = excluded.task_id, live = excluded.live, usd_micros = excluded.usd_micros`;
  const metadata = JSON.stringify(request.metadata);
  // Ended ones first, so that a new live one meets no other.
  const endedFirst = attempts.toSorted((a, b) => Number(isLive(a.state)) - Number(isLive(b.state)));
  for (const attempt of endedFirst) {
    const { id, provider, intendedAt, state } = attempt;
    const extra = isExtra(attempts, attempt) ? 1 : 0;
    const usdMicros = toAttemptSpend(attempt)?.usdMicros ?? null;
    const taskId = toOwnedTask(attempt)?.id ?? null;
    const live = isLive(state) ? 1 : 0;
    prepare(sql).run(jobId, id, provider, intendedAt, extra, metadata, taskId, live, usdMicros);
  }
}

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
