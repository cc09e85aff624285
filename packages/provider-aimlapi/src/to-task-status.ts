import type { Cost, TaskAsset, TaskStatus } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { toTaskFailure } from './to-error.ts';
import type { Generation } from './wire.ts';

/** Whom an answer is about, and what it was found to cost. */
export interface PolledTask {
  readonly provider: string;
  readonly taskId: string;
  readonly cost: Cost | undefined;
}

/**
 * Says in our words what AI/ML API says of a generation. Four states are documented for these
 * models (queued, generating, completed, error); its clients know the others.
 *
 * @throws {VideoGatewayError} `invalid-response` for a success without a video
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21)
 */
export function toTaskStatus(generation: Generation, polled: PolledTask): TaskStatus {
  const facts = { vendorState: generation.status, cost: polled.cost };
  switch (generation.status.toLowerCase().replaceAll(/[\s-]+/g, '_')) {
    case 'queued':
    case 'waiting':
      return { ...facts, state: 'queued' };
    case 'generating':
    case 'active':
    case 'processing':
      return { ...facts, state: 'running' };
    case 'completed':
    case 'succeeded':
    case 'success':
    case 'done':
    case 'ready':
    case 'finished':
      return { ...facts, state: 'succeeded', assets: toAssets(generation, polled) };
    case 'error':
    case 'failed':
    case 'timeout':
    case 'timed_out':
    case 'expired':
      // What is stated beside a failure is the hold, which is rolled back: it is no cost.
      return { ...facts, cost: undefined, state: 'failed', error: toTaskFailure(generation) };
    case 'canceled':
    case 'cancelled':
      return { ...facts, cost: undefined, state: 'canceled' };
    default:
      return { ...facts, state: 'unrecognized' };
  }
}

function toAssets({ video }: Generation, { provider, taskId }: PolledTask): readonly [TaskAsset] {
  if (video) {
    const { url, content_type, file_size } = video;
    return [{ url, mediaType: content_type ?? undefined, byteLength: file_size ?? undefined }];
  }
  throw new VideoGatewayError({
    code: 'invalid-response',
    outcome: 'accepted',
    operation: 'poll',
    provider,
    taskId,
    message: `${provider} says that the generation is completed, but names no video`,
  });
}
