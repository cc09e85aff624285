import type { TaskFailure, TaskStatus } from '@vidgate/core';
import type { Result } from './wire.ts';

/** How a task ended, which its state does not tell. */
export type TaskEnd = { readonly result: Result } | { readonly failure: TaskFailure };

/** The one state after which there is an end to read; failed tasks have it too. */
export const over = 'COMPLETED';

/**
 * Says in our words what fal says of a task that is not over.
 *
 * @see https://github.com/fal-ai/fal-js (checked 2026-11-21)
 */
export function toTaskStatus(vendorState: string): TaskStatus {
  switch (vendorState) {
    case 'IN_QUEUE':
      return { state: 'queued', vendorState };
    case 'IN_PROGRESS':
      return { state: 'running', vendorState };
    default:
      return { state: 'unrecognized', vendorState };
  }
}

/** Says in our words how a task ended. */
export function toFinalStatus(end: TaskEnd): TaskStatus {
  const facts = { vendorState: over };
  if ('failure' in end) return { ...facts, state: 'failed', error: end.failure };
  const { url, content_type, file_size } = end.result.video;
  const mediaType = content_type ?? undefined;
  const byteLength = file_size ?? undefined;
  return { ...facts, state: 'succeeded', assets: [{ url, mediaType, byteLength }] };
}
