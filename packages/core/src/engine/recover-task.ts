import type { Attempt, Job } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { newJob } from '../job/new-job.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { warn } from '../warn.ts';
import type { EngineContext } from './engine-context.ts';
import { commitEvents, record } from './record.ts';

/** A task that turned up, and what is known of it. */
export type TurnedUp = Pick<
  Extract<JobEvent, { type: 'attempt-accepted' }>,
  'task' | 'cost' | 'at'
>;

/**
 * Follows a task that turned up for an attempt that had ended without it: it may be billed, so its
 * video is kept. It becomes a job of its own, because the first one may be over or paying elsewhere.
 * Calling it twice for one attempt makes one job.
 *
 * @returns the job that the attempt belongs to
 * @throws {VideoGatewayError} `ledger-conflict` when the task is another attempt's, `ledger-unavailable`
 */
export async function recoverTask(
  job: Job,
  attempt: Attempt,
  found: TurnedUp,
  context: EngineContext,
): Promise<Job> {
  try {
    const { id: recoveredAs } = await createRecovery(job, attempt, found, context);
    const event = {
      type: 'attempt-recovered',
      at: found.at,
      attemptId: attempt.id,
      recoveredAs,
    } as const;
    return await record(context, job.id, (present) =>
      present.attempts.some(
        ({ id, recoveredAs: known }) => id === attempt.id && known === undefined,
      )
        ? [event]
        : [],
    );
  } catch (error) {
    // What is another attempt's is followed there.
    if (VideoGatewayError.isInstance(error) && error.code === 'ledger-conflict') throw error;
    warn(
      `${attempt.provider} has task ${found.task.id} for job ${job.id}, whose attempt had ended, and it could not be recorded. It may be billed.`,
    );
    throw error;
  }
}

async function createRecovery(
  job: Job,
  attempt: Attempt,
  { task, cost, at }: TurnedUp,
  context: EngineContext,
): Promise<Job> {
  const { id: attemptId, provider, model, prepared, quote, intendedAt, leaseUntil } = attempt;
  const why = `its task turned up after attempt ${attemptId} of job ${job.id} had ended`;
  const followed: Attempt = {
    ...{ id: attemptId, provider, model, prepared, quote, intendedAt, leaseUntil, task, why },
    state: 'accepted',
    acceptedAt: at,
    ...(cost === undefined ? {} : { cost }),
  };
  const key = `recovery of ${job.id} ${attemptId}`;
  const recovery: Job = {
    ...newJob({ ...job, id: context.ports.newId() }, at),
    state: 'running',
    idempotencyKey: key,
    recovers: { jobId: job.id, attemptId },
    attempts: [followed],
  };
  try {
    return await commitEvents(context, recovery, [{ type: 'job-created', at, job: recovery }]);
  } catch (error) {
    // Two reports at once: one of them made the job, and the other finds it.
    const earlier = await context.ledger.find('job-by-idempotency-key', { key });
    if (earlier === undefined) throw error;
    return earlier;
  }
}
