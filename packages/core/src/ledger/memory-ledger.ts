import type { Job } from '../job/job.ts';
import { isFinal } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { Media } from '../request/frame.ts';
import type { TaskOwner } from './check-change.ts';
import { checkChange, toUnknownCursor } from './check-change.ts';
import type {
  JobsPage,
  JobsQuery,
  Ledger,
  LedgerAnswers,
  LedgerChange,
  LedgerHeartbeat,
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
  readonly shared = false;
  readonly #jobs = new Map<string, Job>();
  readonly #events = new Map<string, JobEvent[]>();
  readonly #idByKey = new Map<string, string>();
  readonly #ownerByTask = new Map<string, TaskOwner>();
  readonly #media = new Map<string, { readonly media: Media; readonly jobIds: Set<string> }>();

  readonly #aliveUntil = new Map<string, number>();

  readonly #answers: Answers = {
    orphans: ({ now, limit }) =>
      [...this.#jobs.values()]
        .filter((job) => !isFinal(job) && (this.#aliveUntil.get(job.owner ?? '') ?? 0) < now)
        .slice(0, limit)
        .map(({ id, owner }) => ({ jobId: id, owner })),
    jobs: (query) => toPage([...this.#jobs.values()], query),
    'job-by-idempotency-key': ({ key }) => this.#jobs.get(this.#idByKey.get(key) ?? ''),
    events: ({ jobId }) => this.#events.get(jobId) ?? [],
    media: ({ sha256 }) => this.#media.get(sha256)?.media,
  };

  async load(jobId: string): Promise<Job | undefined> {
    return this.#jobs.get(jobId);
  }

  async commit(change: LedgerChange | LedgerHeartbeat): Promise<void> {
    if ('heartbeat' in change) {
      this.#aliveUntil.set(change.heartbeat.owner, change.heartbeat.aliveUntil);
      return;
    }
    const { job, events, media = [] } = change;
    // All checks come before the first write, so a refused change leaves no trace.
    checkChange(job, {
      version: this.#jobs.get(job.id)?.version ?? 0,
      ownerOfTask: (provider, taskId) => this.#ownerByTask.get(taskKey(provider, taskId)),
      holderOfKey: (key) => this.#idByKey.get(key),
    });
    this.#jobs.set(job.id, job);
    this.#events.set(job.id, [...(this.#events.get(job.id) ?? []), ...events]);
    if (job.idempotencyKey !== undefined) this.#idByKey.set(job.idempotencyKey, job.id);
    for (const { id, provider, task } of job.attempts) {
      if (task === undefined) continue;
      this.#ownerByTask.set(taskKey(provider, task.id), { jobId: job.id, attemptId: id });
    }
    for (const item of media) {
      const kept = this.#media.get(item.sha256) ?? { media: item, jobIds: new Set() };
      this.#media.set(item.sha256, { ...kept, jobIds: kept.jobIds.add(job.id) });
    }
    if (isFinal(job)) this.#forgetMediaOf(job);
  }

  async find<Topic extends keyof LedgerQuestions>(
    topic: Topic,
    query: LedgerQuestions[Topic],
  ): Promise<LedgerAnswers[Topic]> {
    return this.#answers[topic](query);
  }

  async close(): Promise<void> {}

  #forgetMediaOf(job: Job): void {
    for (const [sha256, { jobIds }] of this.#media) {
      if (jobIds.delete(job.id) && jobIds.size === 0) this.#media.delete(sha256);
    }
  }
}

function taskKey(provider: string, taskId: string): string {
  return JSON.stringify([provider, taskId]);
}

function toPage(jobs: readonly Job[], { states, limit = 100, after }: JobsQuery): JobsPage {
  const newestFirst = jobs.toReversed();
  const last = newestFirst.findIndex(({ id }) => id === after);
  if (after !== undefined && last < 0) throw toUnknownCursor(after);
  const rest = newestFirst
    .slice(last + 1)
    .filter((job) => states === undefined || states.includes(job.state));
  const page = rest.slice(0, limit);
  const end = page.at(-1);
  return end !== undefined && rest.length > limit ? { jobs: page, next: end.id } : { jobs: page };
}
