import type { Cost, TaskAsset, TaskStatus } from '@vidgate/core';
import { toUsdMicros, VideoGatewayError } from '@vidgate/core';
import { toTaskFailure } from './to-error.ts';
import type { Job } from './wire.ts';
import { resultSchema } from './wire.ts';

/** Whom an answer is about, and what a credit is worth. */
export interface PolledTask {
  readonly provider: string;
  readonly taskId: string;
  readonly usdPerCredit: number;
}

/**
 * Says in our words what Apiframe says of a job.
 *
 * @throws {VideoGatewayError} `invalid-response` for a result that cannot be read, `asset-expired`
 *   where the vendor has deleted the file and its address
 * @see https://docs-v2.apiframe.ai/docs/jobs/get (checked 2026-11-21)
 */
export function toTaskStatus(job: Job, polled: PolledTask): TaskStatus {
  const facts = {
    vendorState: job.status,
    cost: toCost(job.creditCost, polled.usdPerCredit),
    createdAt: job.createdAt ?? undefined,
    completedAt: job.completedAt ?? undefined,
  };
  const progress = typeof job.progress === 'number' ? job.progress / 100 : undefined;
  switch (job.status) {
    case 'QUEUED':
      return { ...facts, state: 'queued', progress };
    case 'PROCESSING':
      return { ...facts, state: 'running', progress };
    case 'COMPLETED':
      return { ...facts, state: 'succeeded', assets: toAssets(job, polled) };
    case 'FAILED':
      return { ...facts, state: 'failed', error: toTaskFailure(job) };
    case 'CANCELLED':
      return { ...facts, state: 'canceled' };
    default:
      return { ...facts, state: 'unrecognized' };
  }
}

function toCost(credits: number | null | undefined, usdPerCredit: number): Cost | undefined {
  if (typeof credits !== 'number') return undefined;
  return { usdMicros: toUsdMicros(credits * usdPerCredit), credits };
}

function toAssets(
  { result, expired }: Job,
  { provider, taskId }: PolledTask,
): readonly [TaskAsset, ...TaskAsset[]] {
  const [first, ...rest] = (resultSchema.safeParse(result).data ?? []).map((url) => ({ url }));
  if (first !== undefined) return [first, ...rest];
  const about = { outcome: 'accepted', operation: 'poll', provider, taskId } as const;
  throw expired === true
    ? new VideoGatewayError({
        ...about,
        code: 'asset-expired',
        message: `${provider} made the video, but has deleted its file since`,
      })
    : new VideoGatewayError({
        ...about,
        code: 'invalid-response',
        message: `${provider} says that the job is completed, but its result holds no URL`,
      });
}
