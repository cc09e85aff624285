import { applyEvent } from '../job/apply-event.ts';
import type { Job } from '../job/job.ts';
import { isLive, jobSchema } from '../job/job.ts';
import { newJob } from '../job/new-job.ts';
import { toOwnedTask } from '../ledger/check-change.ts';
import type { JobCache } from './job-cache.ts';
import { readJobEvent } from './read-job-event.ts';
import { readNumber, readText, readTextOrNone } from './read-row.ts';

/** What else the ledger holds of a job; read where its own row is of no use. */
export interface JobRows {
  readonly cache?: JobCache | undefined;
  readonly events: () => readonly unknown[];
  readonly attempts: () => readonly unknown[];
}

/**
 * Reads a job from its row. Where the row cannot be read, the job is added up again from its events;
 * where those cannot be read either, it is held as `corrupt`, and no other job suffers.
 */
export function readJob(row: unknown, rows: JobRows): Job {
  return parseJob(row, rows.cache) ?? rebuild(row, rows) ?? toCorruptJob(readText(row, 'id'));
}

function parseJob(row: unknown, cache: JobCache | undefined): Job | undefined {
  try {
    const body = readText(row, 'body');
    const known = cache?.get(readText(row, 'id'), body);
    const job = known ?? jobSchema.safeParse(JSON.parse(body)).data;
    if (job === undefined || !isOfRow(job, row)) return undefined;
    if (known === undefined) cache?.set(job, body);
    return job;
  } catch {
    return undefined;
  }
}

function isOfRow(job: Job, row: unknown): boolean {
  return (
    job.id === readText(row, 'id') &&
    job.version === readNumber(row, 'version') &&
    job.state === readText(row, 'state')
  );
}

/**
 * An event that is missing could be the one that says that something was paid, so the sum counts
 * only if it is whole: an event for every version, and the end that the other tables tell of.
 */
function rebuild(row: unknown, { events, attempts }: JobRows): Job | undefined {
  try {
    const stored = events();
    const read = stored.map((event) => readJobEvent(readText(event, 'body')));
    const known = read.filter((event) => event !== undefined);
    const [created, ...later] = known;
    if (created?.type !== 'job-created' || known.length < stored.length) return undefined;
    const version = readNumber(row, 'version');
    const job = jobSchema.parse({ ...later.reduce(applyEvent, created.job), version });
    const whole = isGapless(stored, version) && isOfRow(job, row) && hasAttempts(job, attempts());
    return whole ? job : undefined;
  } catch {
    return undefined;
  }
}

function isGapless(events: readonly unknown[], lastVersion: number): boolean {
  let version = 0;
  let position = 0;
  for (const event of events) {
    const isNext = readNumber(event, 'version') === version + 1;
    if (isNext) [version, position] = [version + 1, 0];
    if (readNumber(event, 'version') !== version) return false;
    if (readNumber(event, 'position') !== position) return false;
    position += 1;
  }
  return version === lastVersion;
}

function hasAttempts(job: Job, rows: readonly unknown[]): boolean {
  return (
    rows.length === job.attempts.length &&
    job.attempts.every((attempt) => {
      const row = rows.find((candidate) => readText(candidate, 'id') === attempt.id);
      const taskId = toOwnedTask(attempt)?.id;
      if (row === undefined || readTextOrNone(row, 'task_id') !== taskId) return false;
      return (readNumber(row, 'live') === 1) === isLive(attempt.state);
    })
  );
}

function toCorruptJob(id: string): Job {
  const request = {
    prompt: '(unreadable)',
    model: '(unreadable)',
    duration: 5,
    metadata: {},
    providerOptions: {},
  };
  return {
    // No version can follow 0, so that nothing is ever written over what may be evidence.
    ...newJob({ id, request, routing: {}, fit: 'adapt', fingerprint: '' }, 0),
    state: 'held',
    heldReason: 'corrupt',
    error: {
      code: 'ledger-unavailable',
      message: `The row of job ${id} cannot be read, nor can its events. It may have been paid for: restore the ledger from a copy, or look in the vendors' dashboards.`,
      outcome: 'unknown',
      charged: 'unknown',
      jobId: id,
    },
  };
}
