import type { JobUpdate, JobUpdateEvent } from '../engine/engine-context.ts';
import { isFinal } from '../job/job.ts';
import type { JobEvent, JobEventType } from '../job/job-event.ts';
import type { Waiting } from './wait-for-job.ts';
import { refreshMs } from './wait-for-job.ts';

/**
 * Yields what happens to a job from the first look on, until it is over or the gateway closes.
 *
 * On a ledger that several processes share, events come from the ledger, because any of them may be
 * driving the job; what is merely seen and not stored comes from this process alone.
 */
export async function* watchJob(
  jobId: string,
  waiting: Waiting,
): AsyncGenerator<JobUpdate, void, undefined> {
  const { bus, load, closing, shared } = waiting;
  const pending: JobUpdate[] = [];
  let wake = (): void => {};
  const unsubscribe = bus.subscribe(jobId, (update) => {
    if (!shared || !isStored(update)) pending.push(update);
    wake();
  });
  const onClose = (): void => wake();
  closing.addEventListener('abort', onClose, { once: true });
  try {
    let seen = shared ? (await waiting.events(jobId)).length : 0;
    let job = await load(jobId);
    while (!closing.aborted) {
      if (shared) {
        const events = await waiting.events(jobId);
        job = await load(jobId);
        for (const event of events.slice(seen)) pending.push({ event, job });
        seen = events.length;
      }
      for (let update = pending.shift(); update !== undefined; update = pending.shift()) {
        job = update.job;
        yield update;
      }
      if (isFinal(job)) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const cancelTimer = shared ? waiting.clock.setTimer(resolve, refreshMs) : undefined;
      // What came while the consumer was busy has already rung, with nobody to hear it.
      if (pending.length === 0) await promise;
      cancelTimer?.();
    }
  } finally {
    unsubscribe();
    closing.removeEventListener('abort', onClose);
  }
}

/** A type that is missing here does not compile. */
const unstored: Readonly<Record<Exclude<JobUpdateEvent['type'], JobEventType>, true>> = {
  'plan-made': true,
  'job-waiting': true,
  'task-progress': true,
  'archive-progress': true,
  'step-failed': true,
};

function isStored(update: JobUpdate): update is JobUpdate & { readonly event: JobEvent } {
  return !Object.hasOwn(unstored, update.event.type);
}
