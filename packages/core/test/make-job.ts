import type { Attempt, Job } from '../src/job/job.ts';
import { attemptSchema, jobSchema } from '../src/job/job.ts';
import type { ErrorCode, ErrorRecord } from '../src/video-gateway-error.ts';

/** A queued job made at 0, or with what a test wants to change; checked by the schema of jobs. */
export function makeJob(change: Readonly<Record<string, unknown>> = {}): Job {
  return jobSchema.parse({
    id: 'job-1',
    version: 0,
    state: 'queued',
    request: {
      prompt: 'dawn breaks over the ridge',
      model: 'kling-2.5-turbo-pro',
      duration: 5,
      aspectRatio: '16:9',
      metadata: {},
      providerOptions: {},
    },
    routing: {},
    fit: 'adapt',
    fingerprint: 'f1',
    attempts: [],
    assets: [],
    cost: {},
    staged: {},
    createdAt: 0,
    updatedAt: 0,
    queuedSince: 0,
    ...change,
  });
}

/** An attempt at the provider `a`, submitted at 0 and on lease until 90_000. */
export function makeAttempt(change: Readonly<Record<string, unknown>> = {}): Attempt {
  return attemptSchema.parse({
    id: 'attempt-1',
    provider: 'a',
    model: 'kling-2.5-turbo-pro',
    state: 'submitting',
    why: 'the cheapest',
    prepared: { model: 'kling-2.5-turbo-pro', body: {}, headers: {}, adaptations: [] },
    quote: { usdMicros: 300_000, certainty: 'exact' },
    intendedAt: 0,
    leaseUntil: 90_000,
    ...change,
  });
}

export function makeError(code: ErrorCode, change: Partial<ErrorRecord> = {}): ErrorRecord {
  return { code, message: `a said ${code}`, outcome: 'rejected', charged: 'no', ...change };
}
