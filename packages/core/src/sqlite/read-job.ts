import { applyEvent } from '../job/apply-event.ts';
import type { Job } from '../job/job.ts';
import { jobSchema } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { readNumber, readText } from './read-row.ts';

/**
 * Reads a job from its row. Where the row cannot be read, the job is added up again from its events;
 * where those cannot be read either, it is held as `corrupt`, and no other job suffers.
 */
export function readJob(row: unknown, events: () => readonly JobEvent[]): Job {
  return parseJob(row) ?? rebuild(row, events) ?? toCorruptJob(row);
}

function parseJob(row: unknown): Job | undefined {
  try {
    const parsed = jobSchema.safeParse(JSON.parse(readText(row, 'body')));
    return parsed.success && parsed.data.version === readNumber(row, 'version')
      ? parsed.data
      : undefined;
  } catch {
    return undefined;
  }
}

function rebuild(row: unknown, events: () => readonly JobEvent[]): Job | undefined {
  try {
    const [created, ...later] = events();
    if (created?.type !== 'job-created') return undefined;
    const job = later.reduce(applyEvent, created.job);
    return jobSchema.parse({ ...job, version: readNumber(row, 'version') });
  } catch {
    return undefined;
  }
}

function toCorruptJob(row: unknown): Job {
  const id = readText(row, 'id');
  return {
    id,
    version: readNumber(row, 'version'),
    state: 'held',
    heldReason: 'corrupt',
    error: {
      code: 'ledger-unavailable',
      message: `The row of job ${id} cannot be read, nor can its events. It may have been paid for: restore the ledger from a copy, or look in the vendors' dashboards.`,
      outcome: 'unknown',
      charged: 'unknown',
      jobId: id,
    },
    request: {
      prompt: '(unreadable)',
      model: '(unreadable)',
      duration: 5,
      metadata: {},
      providerOptions: {},
    },
    routing: {},
    fit: 'adapt',
    fingerprint: '',
    attempts: [],
    assets: [],
    cost: {},
    staged: {},
    createdAt: 0,
    updatedAt: 0,
    queuedSince: 0,
  };
}
