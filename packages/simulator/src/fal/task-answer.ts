import { videoPathOf } from '../kernel/serve-file.ts';
import type { TaskFailure, TaskRecord } from '../kernel/simulated-task.ts';
import type { Workbench } from '../kernel/workbench.ts';
import type { FalContext } from './context.ts';
import type { DetailEntry } from './refusals.ts';

/** What fal.ai keeps with a request. */
export interface FalDetails {
  /** The id as it is sent: an odd one may be a number. */
  readonly requestId: string | number;
  readonly webhookUrl?: string;
  /** What was wrong with a body that was accepted unread. */
  readonly detail?: readonly DetailEntry[];
}

/** The answer of the status URL; a request that failed is as completed as one that succeeded. */
export function toStatus(
  task: TaskRecord<FalDetails>,
  context: FalContext,
): Record<string, unknown> {
  switch (task.state) {
    case 'queued':
      return { status: 'IN_QUEUE', queue_position: queuePositionOf(task, context) };
    case 'running':
      return { status: 'IN_PROGRESS' };
    case 'succeeded':
    case 'failed':
    case 'canceled':
      return { status: 'COMPLETED' };
  }
}

/** How many wait before this one; 0 is next. */
export function queuePositionOf(task: TaskRecord<FalDetails>, { tasks }: FalContext): number {
  return tasks.all.filter(({ state }) => state === 'queued').indexOf(task);
}

/** The result of a request that succeeded, as its URL and its webhook give it. */
export function toResult(
  task: TaskRecord<FalDetails>,
  { clips, origins }: Workbench,
): Record<string, unknown> {
  const fileSize = clips.byteSizeOf(task);
  return {
    video: {
      url: origins.fileUrl(videoPathOf(task)),
      content_type: 'video/mp4',
      file_name: `${task.assetId}.mp4`,
      // Known once the clip was encoded, which is at its first download.
      ...(fileSize !== undefined && { file_size: fileSize }),
    },
  };
}

/** The result of a request that failed: 4xx for what the caller sent, 5xx for what fal.ai did. */
export function failureStatusOf({ status, code }: TaskFailure): number {
  return status ?? (code === undefined ? 500 : 422);
}

/** The body of a failed request's result, which is also its webhook's payload. */
export function toFailureBody(
  task: TaskRecord<FalDetails>,
  failure: TaskFailure,
  shape: FalContext['detailShape'],
): Record<string, unknown> {
  const isText = (shape ?? (failureStatusOf(failure) >= 500 ? 'text' : 'list')) === 'text';
  return { detail: isText ? failure.message : (task.details.detail ?? [toEntry(task, failure)]) };
}

/** The headers of a failed request's result; the values of the second are not documented. */
export function failureHeaders(failure: TaskFailure): Record<string, string> {
  return {
    'x-fal-retryable': String(failureStatusOf(failure) >= 500),
    'x-fal-error-type': typeOf(failure),
  };
}

function toEntry(task: TaskRecord<FalDetails>, failure: TaskFailure): DetailEntry {
  const type = typeOf(failure);
  return { loc: ['body', 'prompt'], msg: failure.message, type, input: task.spec.prompt };
}

function typeOf({ code }: TaskFailure): string {
  return code ?? 'internal_error';
}
