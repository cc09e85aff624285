import type { Attempt } from '../job/job.ts';
import type { TaskRef, TaskStatus, VideoProvider } from '../provider.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';

/** Vendors' clocks and ours differ a little. */
const clockSlackMs = 5_000;

/** A task that may become an attempt's own, and what its vendor says of it. */
export interface ReadTask {
  readonly task: TaskRef;
  readonly status: TaskStatus;
}

/**
 * Reads a task that somebody says is an attempt's, with our own key: a webhook, a person, or a guess
 * proves nothing by itself. That no other attempt has it is the ledger's to check.
 *
 * @throws {VideoGatewayError} `not-found` when our key cannot read it, `invalid-request` when it is
 *   older than the attempt, or what the poll threw
 */
export async function readTaskFor(
  attempt: Attempt,
  taskId: string,
  provider: VideoProvider,
  context: EngineContext,
): Promise<ReadTask> {
  const task = toTask(attempt, taskId, provider);
  const options = { clock: context.ports, signal: context.closing };
  const status = await provider.poll(task, options);
  const { createdAt } = status;
  if (createdAt !== undefined && createdAt < attempt.intendedAt - clockSlackMs) {
    throw new VideoGatewayError({
      code: 'invalid-request',
      provider: provider.id,
      taskId,
      message: toTooOld(attempt, taskId, createdAt),
    });
  }
  return { task, status };
}

/** Says both times, because one of the two clocks may be wrong. */
function toTooOld(attempt: Attempt, taskId: string, createdAt: number): string {
  const { provider, intendedAt } = attempt;
  const [created, intended] = [createdAt, intendedAt].map((at) =>
    new Date(Math.max(at, 0)).toISOString(),
  );
  return `Task ${taskId} of ${provider} was created at ${created}, by ${provider}'s clock, and so is older than the attempt that it is to belong to, which began at ${intended} by the clock of this side. Look for a task that was created after that. If the clock of this side was ahead then, keep the video by hand from ${provider}'s dashboard, and resolve the job with "abandon": "no-task" would pay again.`;
}

/** The route that the attempt was prepared with leads to its task too. */
function toTask(attempt: Attempt, taskId: string, provider: VideoProvider): TaskRef {
  const task = provider.taskFromId(taskId, attempt.model);
  const { route } = attempt.prepared;
  return route === undefined ? task : { ...task, route };
}
