import type { JobUpdate } from '../src/engine/engine-context.ts';
import type { JobBus } from '../src/gateway/job-bus.ts';
import { createJobBus } from '../src/gateway/job-bus.ts';
import type { Waiting } from '../src/gateway/wait-for-job.ts';
import type { Job } from '../src/job/job.ts';
import { systemClock } from '../src/ports.ts';
import { events, stages } from './job-stages.ts';

export interface WaitingSetup {
  readonly bus: JobBus;
  readonly waiting: Waiting;
  readonly closing: AbortController;
  /** How many listeners the job has. */
  readonly listeners: () => number;
}

/** What a waiting needs, around a job that loads as `job` says. */
export function setupWaiting(job: Job | (() => Promise<Job>) = stages.running): WaitingSetup {
  const inner = createJobBus(undefined);
  let count = 0;
  const bus: JobBus = {
    emit: inner.emit,
    subscribe(jobId, listener) {
      const end = inner.subscribe(jobId, listener);
      count += 1;
      return () => {
        end();
        count -= 1;
      };
    },
  };
  const closing = new AbortController();
  const load = typeof job === 'function' ? job : async () => job;
  const alone = { shared: false, events: async () => [], clock: systemClock };
  const waiting = { bus, load, closing: closing.signal, ...alone };
  return { bus, closing, listeners: () => count, waiting };
}

export const progressed: JobUpdate = { event: events['attempt-progressed'], job: stages.running };
export const held: JobUpdate = { event: events['job-held'], job: stages['held, stalled'] };
export const succeeded: JobUpdate = { event: events['job-succeeded'], job: stages.succeeded };

/** Lets everything that is due happen. */
export async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
