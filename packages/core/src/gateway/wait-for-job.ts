import type { JobUpdate } from '../engine/engine-context.ts';
import type { Job } from '../job/job.ts';
import { isFinal } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { Clock } from '../ports.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { JobBus } from './job-bus.ts';

/** Options of `gateway.wait`. */
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
  /** Whether other processes may change the job, so that the ledger is looked at too. */
  readonly shared: boolean;
  readonly events: (jobId: string) => Promise<readonly JobEvent[]>;
  readonly clock: Clock;
}

/** How often a ledger that is shared is looked at for what other processes have done. */
export const refreshMs = 1_000;

/**
 * Waits until a job is over or held. Never throws because a job failed.
 *
 * @throws {VideoGatewayError} `aborted` with the `jobId`, `unknown-job`
 */
export async function waitForJob(
  jobId: string,
  { until = 'settled', signal, onProgress }: WaitOptions,
  { bus, load, closing, shared, clock }: Waiting,
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
  let cancelTimer = (): void => {};
  let ended = false;
  const refresh = (): void => {
    if (ended) return;
    cancelTimer = clock.setTimer(() => {
      // A ledger that is out of reach just now is asked again.
      load(jobId).then((job) => (isOver(job) ? resolve(job) : refresh()), refresh);
    }, refreshMs);
  };
  try {
    if (signal?.aborted) onAbort();
    else if (closing.aborted) onClose();
    signal?.addEventListener('abort', onAbort, { once: true });
    closing.addEventListener('abort', onClose, { once: true });
    promise.catch(() => {});
    const job = await Promise.race([load(jobId), promise]);
    if (isOver(job)) resolve(job);
    if (shared) refresh();
    return await promise;
  } finally {
    ended = true;
    cancelTimer();
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
