import type { Attempt, ErrorRecord, Job, JobState, Media } from '@vidgate/core';

export type QueuedJob = Extract<Job, { readonly state: 'queued' }>;
export type RunningJob = Extract<Job, { readonly state: 'running' }>;

const model = 'kling-2.5-turbo-pro';

/** A new job, as its first commit stores it. */
export function newJob(id: string, change: Partial<QueuedJob> = {}): QueuedJob {
  return {
    id,
    version: 1,
    state: 'queued',
    request: {
      prompt: 'dawn breaks over the ridge',
      model,
      duration: 5,
      aspectRatio: '16:9',
      metadata: { order: '17' },
      providerOptions: {},
    },
    routing: { sort: 'price', maxUsd: 0.5 },
    fit: 'adapt',
    fingerprint: 'f1',
    attempts: [],
    assets: [],
    cost: {},
    staged: {},
    createdAt: 1_000,
    updatedAt: 1_000,
    queuedSince: 1_000,
    ...change,
  };
}

/** A job whose attempt runs at its vendor. */
export function runningJob(id: string, attempt: Attempt): RunningJob {
  return { ...newJob(id), state: 'running', attempts: [attempt] };
}

/** An attempt whose submit is under way, at provider `a`. */
export function newAttempt(id: string, change: Partial<Attempt> = {}): Attempt {
  return {
    id,
    provider: 'a',
    model,
    state: 'submitting',
    why: 'the cheapest',
    prepared: {
      model,
      body: { prompt: 'dawn breaks over the ridge', cfg: 0.5, audio: false, seed: null },
      headers: { 'idempotency-key': id },
      adaptations: [{ field: 'cfgScale', requested: 0.52, applied: 0.5, reason: 'steps of 0.1' }],
    },
    quote: { usdMicros: 300_000, certainty: 'exact' },
    intendedAt: 2_000,
    leaseUntil: 92_000,
    ...change,
  };
}

/** An attempt that its vendor has accepted under a task id. */
export function acceptedAttempt(id: string, taskId: string, provider = 'a'): Attempt {
  const task = { id: taskId, model, route: 'image-to-video' };
  return newAttempt(id, { provider, state: 'accepted', task, acceptedAt: 3_000 });
}

export const sampleError: ErrorRecord = {
  code: 'timeout',
  message: 'a gave no answer',
  outcome: 'unknown',
  charged: 'unknown',
  provider: 'a',
  operation: 'submit',
  cause: { code: 'ECONNRESET', call: 'read' },
};

/** A job in each state, with an attempt of its own. */
export function jobInState(state: JobState, id: string): Job {
  const asset = { url: 'https://cdn.invalid/1.mp4', mediaType: 'video/mp4', expiresAt: 9_000 };
  const accepted = acceptedAttempt(`${id}-attempt`, `${id}-task`);
  const ended = { ...accepted, state: 'succeeded', endedAt: 8_000 } as const;
  const doubted = newAttempt(`${id}-attempt`, { state: 'unknown', error: sampleError });
  const job = newJob(id);
  const end = { attempts: [ended], assets: [asset], finishedAt: 8_000 };
  switch (state) {
    case 'queued':
      return job;
    case 'submitting':
      return { ...job, state, attempts: [newAttempt(`${id}-attempt`)] };
    case 'running':
      return { ...job, state, attempts: [accepted] };
    case 'held':
      return {
        ...job,
        state,
        attempts: [doubted],
        heldReason: 'outcome-unknown',
        error: sampleError,
      };
    case 'succeeded':
      return { ...job, ...end, state, asset, cost: { estimatedUsdMicros: 0, chargedUsdMicros: 0 } };
    case 'failed':
      return { ...job, state, attempts: [], error: sampleError, finishedAt: 8_000 };
    case 'canceled':
      return { ...job, ...end, state, asset, cancelRequestedAt: 4_000 };
  }
}

export const states = [
  'queued',
  'submitting',
  'running',
  'held',
  'succeeded',
  'failed',
  'canceled',
] as const satisfies readonly JobState[];

/** Every byte that there is. */
export function sampleMedia(sha256: string): Media {
  return { sha256, mediaType: 'image/png', bytes: Uint8Array.from({ length: 512 }, (_, n) => n) };
}
