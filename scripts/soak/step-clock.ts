import type { RecordableHistogram } from 'node:perf_hooks';
import { createHistogram } from 'node:perf_hooks';
import type { Job, Ledger, VideoProvider } from '@vidgate/core';
import { isFinal } from '@vidgate/core';

/**
 * Times the gateway's own part of each step: from what it waited for (its job was read, its last
 * commit was done, the vendor answered) until what follows from that is durable. Vendors' time is
 * never in it, nor are polls after which nothing is written.
 */
export interface StepClock {
  /** In microseconds. */
  readonly steps: RecordableHistogram;
  watchLedger(ledger: Ledger): Ledger;
  watchProvider(provider: VideoProvider): VideoProvider;
  /** Forgets the steps under way: something else (a forced collection) held them up. */
  forget(): void;
}

export function createStepClock(): StepClock {
  const steps = createHistogram();
  /** When the running step of a job began, by its id. */
  const begun = new Map<string, number>();
  /** The job of a vendor's task, until it is over. */
  const jobs = new Map<string, string>();
  const byIntent = new WeakMap<object, string>();
  const toKey = (provider: string, taskId: string): string => `${provider} ${taskId}`;

  const noteJob = (job: Job): void => {
    for (const { provider, task, prepared } of job.attempts) {
      byIntent.set(prepared, job.id);
      if (task === undefined) continue;
      if (isFinal(job)) jobs.delete(toKey(provider, task.id));
      else jobs.set(toKey(provider, task.id), job.id);
    }
  };
  const answered = (jobId: string | undefined): void => {
    if (jobId !== undefined) begun.set(jobId, performance.now());
  };

  return {
    steps,
    forget: () => begun.clear(),
    watchLedger: (ledger) => ({
      shared: ledger.shared,
      find: (topic, query) => ledger.find(topic, query),
      close: () => ledger.close(),
      async load(jobId) {
        const job = await ledger.load(jobId);
        begun.set(jobId, performance.now());
        return job;
      },
      async commit(change) {
        const job = 'job' in change ? change.job : undefined;
        // Before it is durable the vendor may already be asked.
        if (job !== undefined) noteJob(job);
        const asked = performance.now();
        await ledger.commit(change);
        if (job === undefined) return;
        const since = begun.get(job.id) ?? asked;
        steps.record(Math.max(1, Math.round((performance.now() - since) * 1_000)));
        if (isFinal(job)) begun.delete(job.id);
        else begun.set(job.id, performance.now());
      },
    }),
    watchProvider: (provider) => ({
      ...provider,
      async submit(prepared, options) {
        try {
          return await provider.submit(prepared, options);
        } finally {
          answered(byIntent.get(prepared));
        }
      },
      async poll(task, options) {
        try {
          return await provider.poll(task, options);
        } finally {
          answered(jobs.get(toKey(provider.id, task.id)));
        }
      },
    }),
  };
}
