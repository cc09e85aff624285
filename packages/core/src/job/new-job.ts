import type { Job } from './job.ts';

/** What every job has from the beginning, but its time. */
export type NewJobParts = Pick<Job, 'id' | 'request' | 'routing' | 'fit' | 'fingerprint'>;

/** A queued job that nothing has happened to, before its first commit. */
export function newJob(
  { id, request, routing, fit, fingerprint }: NewJobParts,
  now: number,
): Extract<Job, { state: 'queued' }> {
  return {
    id,
    version: 0,
    state: 'queued',
    request,
    routing,
    fit,
    fingerprint,
    attempts: [],
    assets: [],
    cost: {},
    staged: {},
    createdAt: now,
    updatedAt: now,
    queuedSince: now,
  };
}
