import type { AdvanceResult } from '../engine/advance.ts';
import type { Clock } from '../ports.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { createTimerQueue } from './timer-queue.ts';

/** Calls `advance` for every job of this process when its time has come. */
export interface Driver {
  /** Calls `advance` for a job now, or as soon as its running step is over. */
  wake(jobId: string): void;
  /** Starts no more steps and waits for the running ones, so that no submit loses its answer. */
  close(): Promise<void>;
}

export interface DriverSettings {
  readonly advance: (jobId: string) => Promise<AdvanceResult>;
  readonly clock: Clock;
  /** Hears of steps that threw; the job is tried again later. */
  readonly onError: (jobId: string, error: unknown) => void;
}

/** A step that threw (a ledger out of reach, say) is tried again after so long. */
const retryMs = 5_000;

export function createDriver({ advance, clock, onError }: DriverSettings): Driver {
  const running = new Map<string, Promise<void>>();
  const wokenMeanwhile = new Set<string>();
  let closed = false;

  const queue = createTimerQueue(clock, (jobId) => start(jobId));

  function start(jobId: string): void {
    if (closed) return;
    if (running.has(jobId)) {
      wokenMeanwhile.add(jobId);
      return;
    }
    queue.delete(jobId);
    running.set(jobId, step(jobId));
  }

  function report(jobId: string, error: unknown): void {
    try {
      onError(jobId, error);
    } catch {
      // A listener that throws must not leave a job behind that is being paid for.
    }
  }

  async function step(jobId: string): Promise<void> {
    const callAgainAt = await advance(jobId).then(
      (result) => result.callAgainAt,
      (error: unknown) => {
        // What was never stored, or is forgotten, has no next step.
        if (VideoGatewayError.isInstance(error) && error.code === 'unknown-job') return undefined;
        report(jobId, error);
        return clock.now() + retryMs;
      },
    );
    running.delete(jobId);
    if (closed) return;
    if (wokenMeanwhile.delete(jobId)) start(jobId);
    else if (callAgainAt !== undefined) queue.set(jobId, callAgainAt);
  }

  return {
    wake: start,
    async close() {
      closed = true;
      queue.clear();
      await Promise.all(running.values());
    },
  };
}
