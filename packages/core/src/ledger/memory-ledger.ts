import type { Job } from '../job/job.ts';
import { isFinal, isLive } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { Media } from '../request/frame.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type {
  JobsPage,
  JobsQuery,
  Ledger,
  LedgerAnswers,
  LedgerChange,
  LedgerQuestions,
} from './ledger.ts';

/**
 * A ledger in this process's memory: for tests and for work that may be lost.
 *
 * It keeps every rule of a ledger but one: when the process ends, so does its knowledge of videos
 * that are being paid for.
 */
export function memoryLedger(): Ledger {
  return new MemoryLedger();
}

type Answers = {
  readonly [Topic in keyof LedgerQuestions]: (
    query: LedgerQuestions[Topic],
  ) => LedgerAnswers[Topic];
};

class MemoryLedger implements Ledger {
  readonly #jobs = new Map<string, Job>();
  readonly #events = new Map<string, JobEvent[]>();
  readonly #idByKey = new Map<string, string>();
  readonly #attemptByTask = new Map<string, string>();
  readonly #media = new Map<string, { readonly media: Media; readonly jobIds: Set<string> }>();

  readonly #answers: Answers = {
    jobs: (query) => toPage([...this.#jobs.values()], query),
    'job-by-idempotency-key': ({ key }) => this.#jobs.get(this.#idByKey.get(key) ?? ''),
    events: ({ jobId }) => this.#events.get(jobId) ?? [],
    media: ({ sha256 }) => this.#media.get(sha256)?.media,
  };

  async load(jobId: string): Promise<Job | undefined> {
    return this.#jobs.get(jobId);
  }

  async commit({ job, events, media = [] }: LedgerChange): Promise<void> {
    // All checks come before the first write, so a refused change leaves no trace.
    this.#check(job);
    this.#jobs.set(job.id, job);
    this.#events.set(job.id, [...(this.#events.get(job.id) ?? []), ...events]);
    if (job.idempotencyKey !== undefined) this.#idByKey.set(job.idempotencyKey, job.id);
    for (const attempt of job.attempts) {
      if (attempt.task !== undefined) this.#attemptByTask.set(taskKey(attempt), attempt.id);
    }
    for (const item of media) {
      const kept = this.#media.get(item.sha256) ?? { media: item, jobIds: new Set() };
      this.#media.set(item.sha256, { ...kept, jobIds: kept.jobIds.add(job.id) });
    }
    if (isFinal(job)) this.#forgetMediaOf(job);
  }

  find<Topic extends keyof LedgerQuestions>(
    topic: Topic,
    query: LedgerQuestions[Topic],
  ): Promise<LedgerAnswers[Topic]> {
    return Promise.resolve(this.#answers[topic](query));
  }

  async close(): Promise<void> {}

  #check(job: Job): void {
    const stored = this.#jobs.get(job.id);
    if (job.version !== (stored?.version ?? 0) + 1) {
      throw conflict(job, `is at version ${stored?.version ?? 0}, so ${job.version} cannot follow`);
    }
    if (job.attempts.filter((attempt) => isLive(attempt.state)).length > 1) {
      throw conflict(job, 'would have two live attempts');
    }
    for (const attempt of job.attempts) {
      const owner = attempt.task && this.#attemptByTask.get(taskKey(attempt));
      if (owner !== undefined && owner !== attempt.id) {
        throw conflict(job, `cannot have task ${attempt.task?.id}: it belongs to attempt ${owner}`);
      }
    }
    const holder = job.idempotencyKey && this.#idByKey.get(job.idempotencyKey);
    if (holder && holder !== job.id) {
      throw new VideoGatewayError({
        code: 'idempotency-conflict',
        jobId: holder,
        message: `The idempotency key "${job.idempotencyKey}" belongs to job ${holder}.`,
      });
    }
  }

  #forgetMediaOf(job: Job): void {
    for (const [sha256, { jobIds }] of this.#media) {
      if (jobIds.delete(job.id) && jobIds.size === 0) this.#media.delete(sha256);
    }
  }
}

function taskKey({ provider, task }: Job['attempts'][number]): string {
  return JSON.stringify([provider, task?.id]);
}

function conflict(job: Job, what: string): VideoGatewayError {
  const message = `Job ${job.id} ${what}.`;
  return new VideoGatewayError({ code: 'ledger-conflict', jobId: job.id, message });
}

function toPage(jobs: readonly Job[], { states, limit = 100, after }: JobsQuery): JobsPage {
  const newestFirst = jobs.toReversed();
  const start = after === undefined ? 0 : newestFirst.findIndex(({ id }) => id === after) + 1;
  const rest = newestFirst
    .slice(start)
    .filter((job) => states === undefined || states.includes(job.state));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return last !== undefined && rest.length > limit ? { jobs: page, next: last.id } : { jobs: page };
}
