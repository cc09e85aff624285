import { applyEvent } from '../job/apply-event.ts';
import type { Job } from '../job/job.ts';
import { findLiveAttempt, isFinal } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { NextAction } from '../job/next-action.ts';
import { nextAction } from '../job/next-action.ts';
import type { LedgerChange } from '../ledger/ledger.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { toFacts } from './to-facts.ts';

/**
 * Adds events to a job, whoever else is changing it: what they are is asked anew after a conflict.
 *
 * If the job is then over, or nothing can be done about it, that is part of the same commit.
 */
export async function record(
  context: EngineContext,
  jobId: string,
  toEvents: (job: Job) => readonly JobEvent[],
): Promise<Job> {
  let refusedAt = -1;
  for (;;) {
    const job = await loadJob(context, jobId);
    if (job.state === 'held' && job.heldReason === 'corrupt')
      throw new VideoGatewayError(job.error);
    const events = toEvents(job);
    if (events.length === 0) return job;
    try {
      return await commitEvents(context, job, events);
    } catch (error) {
      const conflict = VideoGatewayError.isInstance(error) && error.code === 'ledger-conflict';
      // Nobody has changed it since the last refusal, so this one is for good.
      if (!conflict || refusedAt === job.version) throw error;
      refusedAt = job.version;
    }
  }
}

/**
 * Adds events to this very version of a job.
 *
 * @throws {VideoGatewayError} `ledger-conflict` when somebody else has changed it
 */
export async function commitEvents(
  context: EngineContext,
  job: Job,
  events: readonly JobEvent[],
  more: Pick<LedgerChange, 'media' | 'limits'> = {},
): Promise<Job> {
  const all = [...events];
  let next = events.reduce(applyEvent, job);
  const closing = toClosingEvent(next, context);
  if (closing !== undefined) {
    all.push(closing);
    next = applyEvent(next, closing);
  }
  next = { ...next, version: job.version + 1 };
  await context.ledger.commit({ ...more, job: next, events: all });
  noteTask(next, context);
  for (const event of all) {
    if ('attemptId' in event) context.health.noteAttempt(next, event, context.ports.now());
    context.notify({ event, job: next });
  }
  return next;
}

/** Counts the tasks that may be running at each provider, and forgets what a job no longer needs. */
export function noteTask(job: Job, { gates, memories }: EngineContext): void {
  if (isFinal(job)) memories.delete(job.id);
  const live = findLiveAttempt(job);
  for (const [provider, gate] of gates) {
    // Nobody knows whether a held job has a task at all; a full provider must not stay full for it.
    gate.occupy(job.id, job.state !== 'held' && live?.provider === provider);
    if (live !== undefined || isFinal(job)) gate.queue(job.id, false);
  }
}

/** The event by which a job ends or is held, where that is what is next. */
function toClosingEvent(job: Job, context: EngineContext): JobEvent | undefined {
  const now = context.ports.now();
  return toEndEvent(nextAction(job, toFacts(job, context), now), now);
}

function toEndEvent(action: NextAction, at: number): JobEvent | undefined {
  if ('hold' in action) return { type: 'job-held', at, reason: action.hold, error: action.error };
  if (!('finish' in action)) return undefined;
  switch (action.finish) {
    case 'succeeded':
      return { type: 'job-succeeded', at };
    case 'canceled':
      return { type: 'job-canceled', at };
    case 'failed':
      return { type: 'job-failed', at, error: action.error };
  }
}

/** @throws {VideoGatewayError} `unknown-job` */
export async function loadJob(context: EngineContext, jobId: string): Promise<Job> {
  const job = await context.ledger.load(jobId);
  if (job !== undefined) return job;
  const message = `There is no job "${jobId}" in this ledger.`;
  throw new VideoGatewayError({ code: 'unknown-job', jobId, message });
}
