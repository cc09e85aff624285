import type { ProviderHealth } from '../health/provider-health.ts';
import { newHealth, providerHealthSchema } from '../health/provider-health.ts';
import type { Job } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { toUnknownCursor } from '../ledger/check-change.ts';
import type {
  JobsPage,
  JobsQuery,
  LedgerAnswers,
  LedgerQuestions,
  Orphan,
} from '../ledger/ledger.ts';
import type { Media } from '../request/frame.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { JobCache } from './job-cache.ts';
import { readJob } from './read-job.ts';
import { readJobEvent } from './read-job-event.ts';
import { readBytes, readNumber, readText } from './read-row.ts';
import { findDrift, findOutcomes, findSpend, sumSpend } from './read-spend.ts';
import type { Prepare } from './sqlite-database.ts';

/** How each question is answered. */
export const answers: {
  readonly [Topic in keyof LedgerQuestions]: (
    query: LedgerQuestions[Topic],
    prepare: Prepare,
  ) => LedgerAnswers[Topic];
} = {
  jobs: findJobs,
  'job-by-idempotency-key': ({ key }, prepare) => {
    const row = prepare('SELECT * FROM jobs WHERE idempotency_key = ?').get(key);
    return row ? toJob(row, prepare) : undefined;
  },
  events: ({ jobId }, prepare) => findEventRows(jobId, prepare).map((row) => toEvent(row, jobId)),
  orphans: findOrphans,
  owners: (_query, prepare) =>
    prepare('SELECT * FROM owners')
      .all()
      .map((row) => ({
        owner: readText(row, 'owner'),
        aliveUntil: readNumber(row, 'alive_until'),
      })),
  media: ({ sha256 }, prepare) => findMedia(sha256, prepare),
  finished: ({ before, limit }, prepare) =>
    prepare('SELECT id FROM jobs WHERE finished_at < ? ORDER BY finished_at LIMIT ?')
      .all(before, limit)
      .map((row) => readText(row, 'id')),
  spent: sumSpend,
  spend: findSpend,
  outcomes: findOutcomes,
  drift: findDrift,
  health: (_query, prepare) =>
    prepare('SELECT * FROM health ORDER BY provider').all().map(toHealth),
};

export function findJob(jobId: string, prepare: Prepare, cache: JobCache): Job | undefined {
  const row = prepare('SELECT * FROM jobs WHERE id = ?').get(jobId);
  return row ? toJob(row, prepare, cache) : undefined;
}

function toJob(row: unknown, prepare: Prepare, cache?: JobCache): Job {
  return readJob(row, {
    cache,
    events: () => findEventRows(readText(row, 'id'), prepare),
    attempts: () => prepare('SELECT * FROM attempts WHERE job_id = ?').all(readText(row, 'id')),
  });
}

function findEventRows(jobId: string, prepare: Prepare): readonly unknown[] {
  const sql = 'SELECT * FROM events WHERE job_id = ? ORDER BY version, position';
  return prepare(sql).all(jobId);
}

function toEvent(row: unknown, jobId: string): JobEvent {
  const event = readJobEvent(readText(row, 'body'));
  if (event !== undefined) return event;
  const message = `An event of job ${jobId}, made with its version ${readNumber(row, 'version')}, cannot be read.`;
  throw new VideoGatewayError({ code: 'ledger-unavailable', jobId, message });
}

function findJobs({ states, limit = 100, after }: JobsQuery, prepare: Prepare): JobsPage {
  if (after !== undefined && !/^\d+$/.test(after)) throw toUnknownCursor(after);
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : Number(after);
  const marks = states?.map(() => '?').join(', ');
  const filter = marks === undefined ? '' : `AND state IN (${marks})`;
  const sql = `SELECT * FROM jobs WHERE sequence < ? ${filter} ORDER BY sequence DESC LIMIT ?`;
  // One more than asked for tells whether there is a next page.
  const rows = prepare(sql).all(before, ...(states ?? []), limit + 1);
  const page = rows.slice(0, limit);
  const jobs = page.map((row) => toJob(row, prepare));
  const last = page.at(-1);
  return last !== undefined && rows.length > limit
    ? { jobs, next: String(readNumber(last, 'sequence')) }
    : { jobs };
}

function findOrphans(
  { now, limit }: LedgerQuestions['orphans'],
  prepare: Prepare,
): readonly Orphan[] {
  const rows = prepare(
    `SELECT * FROM jobs
     WHERE state NOT IN ('succeeded', 'failed', 'canceled')
       AND (owner IS NULL OR owner NOT IN (SELECT owner FROM owners WHERE alive_until >= ?))
     ORDER BY sequence LIMIT ?`,
  ).all(now, limit);
  const jobs = rows.map((row) => toJob(row, prepare));
  // One that is unreadable cannot be driven, and must not stand in the way of the others.
  const readable = jobs.filter((job) => job.state !== 'held' || job.heldReason !== 'corrupt');
  return readable.map(({ id, owner }) => ({ jobId: id, owner }));
}

/** One that nobody can read is forgotten: it costs a few probes, never money. */
function toHealth(row: unknown): ProviderHealth {
  const provider = readText(row, 'provider');
  const version = readNumber(row, 'version');
  const health = providerHealthSchema.safeParse(parseJson(readText(row, 'body'))).data;
  return { ...(health ?? newHealth(provider)), provider, version };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function findMedia(sha256: string, prepare: Prepare): Media | undefined {
  const row = prepare('SELECT * FROM media WHERE sha256 = ?').get(sha256);
  if (!row) return undefined;
  return { sha256, mediaType: readText(row, 'media_type'), bytes: readBytes(row, 'bytes') };
}
