import type { Job } from '../job/job.ts';

/** About 5 MB of jobs; those that are polled often stay. */
const capacity = 1_000;

/**
 * Jobs by the text that their row holds. Checking a text costs more than all else that a poll does,
 * and most polls find the one that they know. What a row says still decides: another text is another
 * job, whoever wrote it.
 */
export interface JobCache {
  get(jobId: string, body: string): Job | undefined;
  set(job: Job, body: string): void;
}

export function createJobCache(): JobCache {
  // A Map keeps the order of insertion, so the first entry is the one unused for longest.
  const jobs = new Map<string, { readonly job: Job; readonly body: string }>();
  const put = (job: Job, body: string): void => {
    jobs.delete(job.id);
    jobs.set(job.id, { job, body });
  };
  return {
    get(jobId, body) {
      const known = jobs.get(jobId);
      if (known?.body !== body) return undefined;
      put(known.job, body);
      return known.job;
    },
    set(job, body) {
      put(job, body);
      const [oldest] = jobs.keys();
      if (jobs.size > capacity && oldest !== undefined) jobs.delete(oldest);
    },
  };
}
