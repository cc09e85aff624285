import type { GatewayUpdate, JobUpdate } from '../engine/engine-context.ts';
import { warn } from '../warn.ts';

export type JobListener = (update: JobUpdate) => void;

/** Passes updates on to those who wait for a job in this process. */
export interface JobBus {
  emit(update: GatewayUpdate): void;
  /** Returns a function that ends the subscription. */
  subscribe(jobId: string, listener: JobListener): () => void;
}

export function createJobBus(onEvent: ((update: GatewayUpdate) => void) | undefined): JobBus {
  const listeners = new Map<string, Set<JobListener>>();
  return {
    emit(update) {
      if (onEvent !== undefined) call(onEvent, update);
      if (update.job === undefined) return;
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
function call<Update extends GatewayUpdate>(
  listener: (update: Update) => void,
  update: Update,
): void {
  try {
    listener(update);
  } catch (error) {
    // Not its message: it may quote the update, and so a prompt or a signed URL.
    const name = error instanceof TypeError ? 'a TypeError' : 'an error';
    const about = update.job === undefined ? update.event.provider : `job ${update.job.id}`;
    warn(`A listener to ${about} threw (${name}).`);
  }
}
