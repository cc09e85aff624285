import type { Job } from '../src/job/job.ts';
import type { JobEvent } from '../src/job/job-event.ts';
import { makeAttempt, makeError, makeJob } from './make-job.ts';

const doubt = makeError('timeout', { outcome: 'unknown', charged: 'unknown' });
const task = { id: 'task-1', model: 'kling-2.5-turbo-pro' };
const assets = [{ url: 'https://cdn.invalid/1.mp4' }];

const submitting = makeAttempt();
const unknown = makeAttempt({ state: 'unknown', unknownSince: 5_000, error: doubt });
const accepted = makeAttempt({ state: 'accepted', task, acceptedAt: 5_000 });
const rejected = makeAttempt({ state: 'rejected', error: makeError('network'), endedAt: 5_000 });
const succeeded = makeAttempt({ state: 'succeeded', task, acceptedAt: 5_000, endedAt: 60_000 });

/** One job of every kind that a life can pass through. */
export const stages = {
  'queued, new': makeJob(),
  'queued after a refusal': makeJob({ attempts: [rejected] }),
  submitting: makeJob({ state: 'submitting', attempts: [submitting] }),
  'submitting, in doubt': makeJob({ state: 'submitting', attempts: [unknown] }),
  running: makeJob({ state: 'running', attempts: [accepted] }),
  'running, its video there': makeJob({ state: 'running', attempts: [succeeded], assets }),
  'held in doubt': makeJob({
    state: 'held',
    heldReason: 'outcome-unknown',
    error: doubt,
    attempts: [unknown],
  }),
  'held, stalled': makeJob({
    state: 'held',
    heldReason: 'stalled',
    error: makeError('stalled', { outcome: 'accepted', charged: 'unknown' }),
    attempts: [accepted],
  }),
  succeeded: makeJob({ state: 'succeeded', attempts: [succeeded], assets, asset: assets[0] }),
  failed: makeJob({ state: 'failed', attempts: [rejected], error: makeError('network') }),
  canceled: makeJob({ state: 'canceled', attempts: [rejected] }),
} as const satisfies Readonly<Record<string, Job>>;

export type Stage = keyof typeof stages;

/** One event of every type but `job-created`, about the attempt `attempt-1`, at 70_000. */
export const events = {
  'frames-staged': {
    type: 'frames-staged',
    at: 70_000,
    staged: { a1: { url: 'https://x.invalid/a1' } },
  },
  'attempt-intended': {
    type: 'attempt-intended',
    at: 70_000,
    attempt: makeAttempt({
      id: 'attempt-2',
      provider: 'b',
      intendedAt: 70_000,
      leaseUntil: 160_000,
    }),
  },
  'attempt-accepted': {
    type: 'attempt-accepted',
    at: 70_000,
    attemptId: 'attempt-1',
    task,
    by: 'answer',
  },
  'attempt-rejected': {
    type: 'attempt-rejected',
    at: 70_000,
    attemptId: 'attempt-1',
    error: makeError('network'),
  },
  'attempt-unknown': { type: 'attempt-unknown', at: 70_000, attemptId: 'attempt-1', error: doubt },
  'attempt-progressed': {
    type: 'attempt-progressed',
    at: 70_000,
    attemptId: 'attempt-1',
    vendorState: 'rendering',
  },
  'attempt-succeeded': {
    type: 'attempt-succeeded',
    at: 70_000,
    attemptId: 'attempt-1',
    vendorState: 'done',
    assets,
    times: { createdAt: 6_000, completedAt: 65_000 },
  },
  'attempt-failed': {
    type: 'attempt-failed',
    at: 70_000,
    attemptId: 'attempt-1',
    vendorState: 'failed',
    error: makeError('generation-failed', { outcome: 'accepted', charged: 'yes' }),
    times: {},
  },
  'attempt-abandoned': {
    type: 'attempt-abandoned',
    at: 70_000,
    attemptId: 'attempt-1',
    by: 'person',
  },
  'attempt-recovered': {
    type: 'attempt-recovered',
    at: 70_000,
    attemptId: 'attempt-1',
    recoveredAs: 'job-2',
  },
  'job-released': { type: 'job-released', at: 70_000, attemptId: 'attempt-1' },
  'cancel-requested': { type: 'cancel-requested', at: 70_000 },
  'job-held': { type: 'job-held', at: 70_000, reason: 'stalled', error: makeError('stalled') },
  'job-succeeded': { type: 'job-succeeded', at: 70_000 },
  'job-failed': { type: 'job-failed', at: 70_000, error: makeError('no-provider') },
  'job-canceled': { type: 'job-canceled', at: 70_000 },
} as const satisfies Readonly<Record<string, JobEvent>>;

export type StageEvent = keyof typeof events;
