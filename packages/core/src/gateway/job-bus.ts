import type { JobUpdate } from '../engine/engine-context.ts';
import { warn } from '../warn.ts';

export type JobListener = (update: JobUpdate) => void;

/** Passes updates on to those who wait for a job in this process. */
export interface JobBus {
  emit(update: JobUpdate): void;
  /** Returns a function that ends the subscription. */
  subscribe(jobId: string, listener: JobListener): () => void;
}

export function createJobBus(onEvent: JobListener | undefined): JobBus {
  const listeners = new Map<string, Set<JobListener>>();
  return {
    emit(update) {
      if (onEvent !== undefined) call(onEvent, update);
      for (const listener of [...(listeners.get(update.job.id) ?? [])]) call(listener, update);
    },
    subscribe(jobId, listener) {
      const ofJob = listeners.get(jobId) ?? new Set();
      listeners.set(jobId, ofJob.add(listener));
      return () => {
        ofJob.delete(listener);
        if (ofJob.size === 0 && listeners.get(jobId) === ofJob) listeners.delete(jobId);
      };
    },
  };
}

/** A listener that throws must not stop a job that is being paid for. */
function call(listener: JobListener, update: JobUpdate): void {
  try {
    listener(update);
  } catch (error) {
    // Not its message: it may quote the update, and so a prompt or a signed URL.
    const name = error instanceof TypeError ? 'a TypeError' : 'an error';
    warn(`A listener to job ${update.job.id} threw (${name}).`);
  }
}
