import type { TaskAsset, TaskStatus } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { toTaskFailure } from './to-error.ts';
import type { StatusData } from './wire.ts';
import { resultJsonSchema } from './wire.ts';

/** Whom an answer is about, for errors. */
export interface PolledTask {
  readonly provider: string;
  readonly taskId: string;
}

/**
 * Says in our words what APIXO says of a task.
 *
 * @throws {VideoGatewayError} `invalid-response` for a success whose result cannot be read
 * @see https://apixo.ai/docs/api-reference/status-task (checked 2026-11-21)
 */
export function toTaskStatus(data: StatusData, polled: PolledTask): TaskStatus {
  const facts = {
    vendorState: data.state,
    createdAt: data.createTime ?? undefined,
    completedAt: data.completeTime ?? undefined,
  };
  switch (data.state) {
    case 'pending':
      return { ...facts, state: 'queued' };
    case 'processing':
      return { ...facts, state: 'running' };
    case 'success':
      return { ...facts, state: 'succeeded', assets: toAssets(data.resultJson, polled) };
    case 'failed':
      return { ...facts, state: 'failed', error: toTaskFailure(data) };
    default:
      return { ...facts, state: 'unrecognized' };
  }
}

function toAssets(
  resultJson: string | null | undefined,
  { provider, taskId }: PolledTask,
): readonly [TaskAsset, ...TaskAsset[]] {
  const result = resultJsonSchema.safeParse(resultJson);
  const [first, ...rest] = (result.data?.resultUrls ?? []).map((url) => ({ url }));
  if (first !== undefined) return [first, ...rest];
  throw new VideoGatewayError({
    code: 'invalid-response',
    outcome: 'accepted',
    operation: 'poll',
    provider,
    taskId,
    message: `${provider} says that the task succeeded, but its resultJson holds no list of URLs`,
  });
}
