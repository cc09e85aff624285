import type { Attempt, Job } from '../job/job.ts';
import { findLiveAttempt } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { remember } from './engine-context.ts';
import { readTaskFor } from './read-task.ts';
import { loadJob, record } from './record.ts';

/** What a person knows or decides about a held job. */
export type Resolution =
  /** The vendor's dashboard shows this task for it. It is read with our key before it is believed. */
  | { readonly action: 'adopt'; readonly taskId: string }
  /** The vendor's dashboard surely shows no task for it: the job goes on with its next candidate. */
  | { readonly action: 'no-task' }
  /** Pay for another attempt at another provider, although this one may be billed too. */
  | { readonly action: 'resubmit' }
  /** Give the job up, although it may be billed. */
  | { readonly action: 'abandon' }
  /** Follow it again, with all deadlines from now. */
  | { readonly action: 'keep-waiting' };

/**
 * Applies a person's decision to a held job.
 *
 * @throws {VideoGatewayError} `invalid-request` when the job is not held or the decision does not fit
 *   its attempt, `not-found` when the task cannot be read with our key, `ledger-conflict` when it
 *   belongs to another attempt, `provider-missing`, `unknown-job`
 */
export async function resolveJob(
  jobId: string,
  resolution: Resolution,
  context: EngineContext,
): Promise<Job> {
  const job = await loadJob(context, jobId);
  const attempt = requireHeldAttempt(job);
  const event = await toEvents(job, attempt, resolution, context);
  remember(context, jobId, { poll: { failures: 0 }, lastSettleAt: undefined });
  return await record(context, jobId, (present) => {
    // Late evidence may have come while the person decided; then it stands.
    const same = requireHeldAttempt(present);
    return same.id === attempt.id && same.state === attempt.state ? event : [];
  });
}

async function toEvents(
  job: Job,
  attempt: Attempt,
  resolution: Resolution,
  context: EngineContext,
): Promise<readonly JobEvent[]> {
  const at = context.ports.now();
  const attemptId = attempt.id;
  switch (resolution.action) {
    case 'adopt': {
      requireState(job, attempt, 'unknown', resolution);
      const provider = context.providers.get(attempt.provider);
      if (provider === undefined) throw providerMissing(job, attempt);
      const { task } = await readTaskFor(attempt, resolution.taskId, provider, context);
      return [{ type: 'attempt-accepted', at, attemptId, task, by: 'person' }];
    }
    case 'no-task': {
      requireState(job, attempt, 'unknown', resolution);
      const error = toSettled(attempt);
      return [{ type: 'attempt-rejected', at, attemptId, error }];
    }
    case 'resubmit':
      return [{ type: 'attempt-abandoned', at, attemptId, by: 'person' }];
    case 'abandon': {
      const error = 'error' in job ? job.error : toSettled(attempt);
      return [
        { type: 'attempt-abandoned', at, attemptId, by: 'person' },
        { type: 'job-failed', at, error },
      ];
    }
    case 'keep-waiting':
      return [{ type: 'job-released', at, attemptId }];
  }
}

function requireHeldAttempt(job: Job): Attempt {
  const attempt = findLiveAttempt(job);
  if (job.state === 'held' && attempt !== undefined) return attempt;
  throw new VideoGatewayError({
    code: 'invalid-request',
    jobId: job.id,
    message: `Job ${job.id} is ${job.state}; only a held job with an open attempt can be resolved.`,
  });
}

function requireState(
  job: Job,
  attempt: Attempt,
  state: Attempt['state'],
  { action }: Resolution,
): void {
  if (attempt.state === state) return;
  throw new VideoGatewayError({
    code: 'invalid-request',
    jobId: job.id,
    message: `"${action}" is for an attempt in doubt; that of job ${job.id} is ${attempt.state}. Allowed: resubmit, abandon, keep-waiting.`,
  });
}

function toSettled(attempt: Attempt): ErrorRecord {
  return {
    code: 'outcome-unknown',
    outcome: 'rejected',
    charged: 'no',
    provider: attempt.provider,
    operation: 'submit',
    message: `A person found no task for it at ${attempt.provider}.`,
  };
}

function providerMissing(job: Job, { provider }: Attempt): VideoGatewayError {
  return new VideoGatewayError({
    code: 'provider-missing',
    jobId: job.id,
    provider,
    message: `${provider} is not configured, so its task cannot be read.`,
  });
}
