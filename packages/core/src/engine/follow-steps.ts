import type { Attempt, Job } from '../job/job.ts';
import { stagedFrameSchema } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { startLatency } from '../job/latency-estimate.ts';
import { learnLatency } from '../job/latency-sample.ts';
import { longestRetryAfterMs } from '../job/poll-schedule.ts';
import { toSoundCost, toSoundTask } from '../job/sound-facts.ts';
import { toPollEvent } from '../job/to-poll-event.ts';
import { toErrorRecord } from '../job/to-submit-event.ts';
import type { FoundTask, TaskRef, TaskStatus, VideoProvider } from '../provider.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { recall, remember } from './engine-context.ts';
import { noteFailure } from './note-failure.ts';
import { findHint } from './plan-job.ts';
import { record } from './record.ts';
import { isNews } from './submit-step.ts';
import { toLatencyKey } from './to-facts.ts';

const stagingPauseMs = 15_000;

/** Asks the vendor once how a task is doing. An error never changes the job. */
export async function pollStep(
  job: Job,
  attempt: Attempt,
  task: TaskRef,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Job> {
  const waitMs = context.gates.get(provider.id)?.take('poll') ?? 0;
  if (waitMs > 0) {
    const { poll } = recall(context, job.id);
    remember(context, job.id, { poll: { ...poll, notBefore: context.ports.now() + waitMs } });
    return job;
  }
  const options = { clock: context.ports, signal: context.closing };
  try {
    const status = await provider.poll(task, options);
    const at = context.ports.now();
    if (status.state === 'succeeded') learnFrom(job, attempt, status, provider, context);
    remember(context, job.id, {
      poll: { lastAt: at, failures: 0, jitter: context.ports.random() },
    });
    const event = toPollEvent(attempt, status, provider.traits, at);
    if ('progress' in status && status.progress !== undefined) {
      const { progress } = status;
      const seen = { type: 'task-progress', at, attemptId: attempt.id, progress } as const;
      context.notify({ job, event: seen });
    }
    if (event === undefined) return job;
    return await record(context, job.id, (present) =>
      isLiveStill(present, attempt) ? [event] : [],
    );
  } catch (error) {
    const failure = toDoubt(error, provider, 'poll', 'accepted');
    rememberFailedPoll(job, failure, context);
    return await noteFailure(job, 'poll', failure, context);
  }
}

/** Remembers how long a task took. Failed ones teach nothing: they end early. */
function learnFrom(
  job: Job,
  attempt: Attempt,
  { createdAt, completedAt }: TaskStatus,
  provider: VideoProvider,
  context: EngineContext,
): void {
  const { model, acceptedAt } = attempt;
  if (acceptedAt === undefined) return;
  const { duration } = job.request;
  const key = toLatencyKey(provider.id, model, duration);
  const known = context.latencies.get(key) ?? startLatency(findHint(provider, model, duration));
  const { poll } = recall(context, job.id);
  const runningAt = poll.failures === 0 ? poll.lastAt : undefined;
  const seenAt = context.ports.now();
  const times = { createdAt, completedAt };
  context.latencies.set(key, learnLatency(known, { acceptedAt, runningAt, seenAt, times }));
}

function rememberFailedPoll(job: Job, error: ErrorRecord, context: EngineContext): void {
  const at = context.ports.now();
  const { poll } = recall(context, job.id);
  const waitMs = Math.min(error.retryAfterMs ?? 0, longestRetryAfterMs);
  remember(context, job.id, {
    poll: {
      lastAt: at,
      failures: poll.failures + 1,
      jitter: context.ports.random(),
      notBefore: at + waitMs,
      notFoundSince: error.code === 'not-found' ? (poll.notFoundSince ?? at) : undefined,
    },
  });
}

function isLiveStill(job: Job, attempt: Attempt): boolean {
  return job.attempts.some(({ id, state }) => id === attempt.id && state === 'accepted');
}

/** Looks for the task of a submit whose answer was lost. */
export async function lookUpStep(
  job: Job,
  attempt: Attempt,
  provider: VideoProvider,
  context: EngineContext,
): Promise<Job> {
  remember(context, job.id, { lastSettleAt: context.ports.now() });
  const { id: attemptId, model, intendedAt: submittedAt } = attempt;
  const query = { attemptId, model, submittedAt, route: attempt.prepared.route };
  const options = { clock: context.ports, signal: context.closing };
  try {
    const found = await provider.findTask?.(query, options);
    const event = found && toFoundEvent(attempt, found, context.ports.now());
    if (event === undefined) return job;
    return await record(context, job.id, (present) => (isNews(present, event) ? [event] : []));
  } catch (error) {
    const failure = toDoubt(error, provider, 'look-up', 'unknown');
    return await noteFailure(job, 'look-up', failure, context);
  }
}

function toFoundEvent(attempt: Attempt, found: FoundTask, at: number): JobEvent | undefined {
  const attemptId = attempt.id;
  if ('task' in found) {
    const task = toSoundTask(found.task);
    if (task === undefined) return undefined;
    const cost = toSoundCost(found.cost);
    return { type: 'attempt-accepted', at, attemptId, task, cost, by: 'look-up' };
  }
  if (found.absent === 'so-far') return undefined;
  const error: ErrorRecord = {
    code: 'outcome-unknown',
    outcome: 'rejected',
    charged: 'no',
    provider: attempt.provider,
    operation: 'look-up',
    message: `${attempt.provider} surely has no task for this submit.`,
  };
  return { type: 'attempt-rejected', at, attemptId, error };
}

/** Puts a frame that was given as bytes where vendors can read it. */
export async function stageStep(job: Job, sha256: string, context: EngineContext): Promise<Job> {
  const media = await context.ledger.find('media', { sha256 });
  const at = context.ports.now();
  try {
    if (media === undefined) throw new Error('The bytes of a frame are gone.');
    // Parsed, because what cannot be read back would make the row of the job unreadable.
    const uploaded = stagedFrameSchema.parse(await context.staging?.(media));
    const staged = { ...uploaded, stagedAt: context.ports.now() };
    const event = { type: 'frames-staged', at, staged: { [sha256]: staged } } as const;
    return await record(context, job.id, () => [event]);
  } catch (error) {
    const failure = toErrorRecord(error, { outcome: 'rejected', operation: 'upload' });
    const message = `A frame could not be put at a URL: ${failure.message}`;
    const staging = { notBefore: at + stagingPauseMs, error: { ...failure, message } };
    remember(context, job.id, { staging });
    return await noteFailure(job, 'stage', failure, context);
  }
}

function toDoubt(
  error: unknown,
  provider: VideoProvider,
  operation: 'poll' | 'look-up',
  outcome: 'accepted' | 'unknown',
): ErrorRecord {
  return toErrorRecord(error, { outcome, provider: provider.id, operation });
}
