import type { JobUpdate } from '../engine/engine-context.ts';
import { isFinal } from '../job/job.ts';
import type { Waiting } from './wait-for-job.ts';

/** Yields what happens to a job from now on, until it is over or the gateway closes. */
export async function* watchJob(
  jobId: string,
  { bus, load, closing }: Waiting,
): AsyncGenerator<JobUpdate, void, undefined> {
  const pending: JobUpdate[] = [];
  let wake = (): void => {};
  const unsubscribe = bus.subscribe(jobId, (update) => {
    pending.push(update);
    wake();
  });
  const onClose = (): void => wake();
  closing.addEventListener('abort', onClose, { once: true });
  try {
    const job = await load(jobId);
    if (isFinal(job) && pending.length === 0) return;
    while (!closing.aborted) {
      const update = pending.shift();
      if (update === undefined) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        if (pending.length === 0) await promise;
        continue;
      }
      yield update;
      if (isFinal(update.job) && pending.length === 0) return;
    }
  } finally {
    unsubscribe();
    closing.removeEventListener('abort', onClose);
  }
}
