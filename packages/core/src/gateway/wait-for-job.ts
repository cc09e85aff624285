import type { JobUpdate } from '../engine/engine-context.ts';
import type { Job } from '../job/job.ts';
import { isFinal } from '../job/job.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { JobBus } from './job-bus.ts';

export interface WaitOptions {
  /** `settled`: final or held. `final`: held jobs are waited for further. @default 'settled' */
  readonly until?: 'settled' | 'final' | undefined;
  /** Ends the waiting with `aborted`; the job goes on. */
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((update: JobUpdate) => void) | undefined;
}

export interface Waiting {
  readonly bus: JobBus;
  readonly load: (jobId: string) => Promise<Job>;
  /** Aborts when the gateway closes. */
  readonly closing: AbortSignal;
}

/**
 * Waits until a job is over or held. Never throws because a job failed.
 *
 * @throws {VideoGatewayError} `aborted` with the `jobId`, `unknown-job`
 */
export async function waitForJob(
  jobId: string,
  { until = 'settled', signal, onProgress }: WaitOptions,
  { bus, load, closing }: Waiting,
): Promise<Job> {
  const { promise, resolve, reject } = Promise.withResolvers<Job>();
  const isOver = (job: Job): boolean =>
    isFinal(job) || (until === 'settled' && job.state === 'held');
  // Subscribed before it is loaded, so that nothing happens unheard in between.
  const unsubscribe = bus.subscribe(jobId, (update) => {
    // First, because what a caller's listener throws must not keep the caller waiting.
    if (isOver(update.job)) resolve(update.job);
    onProgress?.(update);
  });
  const onAbort = (): void => reject(aborted(jobId, 'The caller stopped waiting'));
  const onClose = (): void => reject(aborted(jobId, 'The gateway was closed'));
  try {
    if (signal?.aborted) onAbort();
    else if (closing.aborted) onClose();
    signal?.addEventListener('abort', onAbort, { once: true });
    closing.addEventListener('abort', onClose, { once: true });
    promise.catch(() => {});
    const job = await Promise.race([load(jobId), promise]);
    if (isOver(job)) resolve(job);
    return await promise;
  } finally {
    unsubscribe();
    signal?.removeEventListener('abort', onAbort);
    closing.removeEventListener('abort', onClose);
  }
}

function aborted(jobId: string, who: string): VideoGatewayError {
  return new VideoGatewayError({
    code: 'aborted',
    outcome: 'unknown',
    jobId,
    message: `${who}. Job ${jobId} goes on and may still be billed.`,
  });
}
