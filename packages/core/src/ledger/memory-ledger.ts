import type { ProviderHealth } from '../health/provider-health.ts';
import type { Job } from '../job/job.ts';
import { isFinal } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { Media } from '../request/frame.ts';
import { addUp, addUpDrift, addUpOutcomes, addUpSpend } from './add-up.ts';
import type { TaskOwner } from './check-change.ts';
import {
  checkChange,
  checkHealth,
  checkLimit,
  checkRemoval,
  toOwnedTask,
  toUnknownCursor,
} from './check-change.ts';
import type {
  JobsPage,
  JobsQuery,
  Ledger,
  LedgerAnswers,
  LedgerChange,
  LedgerCommit,
  LedgerQuestions,
} from './ledger.ts';

/**
 * A ledger in this process's memory: for tests and for work that may be lost.
 *
 * It keeps every rule of a ledger but one: when the process ends, so does its knowledge of videos
 * that are being paid for. Limits on spend are added up over all its jobs at each submit.
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
  readonly #health = new Map<string, ProviderHealth>();

  readonly #answers: Answers = {
    orphans: ({ now, limit }) =>
      [...this.#jobs.values()]
        .filter((job) => !isFinal(job) && (this.#aliveUntil.get(job.owner ?? '') ?? 0) < now)
        .slice(0, limit)
        .map(({ id, owner }) => ({ jobId: id, owner })),
    owners: () => [...this.#aliveUntil].map(([owner, aliveUntil]) => ({ owner, aliveUntil })),
    jobs: (query) => toPage([...this.#jobs.values()], query),
    'job-by-idempotency-key': ({ key }) => this.#jobs.get(this.#idByKey.get(key) ?? ''),
    events: ({ jobId }) => this.#events.get(jobId) ?? [],
    media: ({ sha256 }) => this.#media.get(sha256)?.media,
    finished: ({ before, limit }) =>
      [...this.#jobs.values()]
        .filter(({ finishedAt }) => finishedAt !== undefined && finishedAt < before)
        .toSorted((a, b) => (a.finishedAt ?? 0) - (b.finishedAt ?? 0))
        .slice(0, limit)
        .map(({ id }) => id),
    spent: (scope) => addUp(this.#jobs.values(), scope),
    spend: (query) => addUpSpend(this.#jobs.values(), query),
    outcomes: (query) => addUpOutcomes(this.#jobs.values(), query),
    drift: (query) => addUpDrift(this.#jobs.values(), query),
    health: () => [...this.#health.values()],
  };

  async load(jobId: string): Promise<Job | undefined> {
    return this.#jobs.get(jobId);
  }

  async commit(change: LedgerCommit): Promise<void> {
    if ('heartbeat' in change) {
      this.#aliveUntil.set(change.heartbeat.owner, change.heartbeat.aliveUntil);
    } else if ('forget' in change) {
      const jobs = change.forget.flatMap((id) => this.#jobs.get(id) ?? []);
      for (const job of jobs) checkRemoval(job);
      for (const job of jobs) this.#forget(job);
    } else if ('health' in change) {
      const { health } = change;
      checkHealth(health, this.#health.get(health.provider)?.version ?? 0);
      this.#health.set(health.provider, health);
    } else {
      this.#store(change);
    }
  }

  async find<Topic extends keyof LedgerQuestions>(
    topic: Topic,
    query: LedgerQuestions[Topic],
  ): Promise<LedgerAnswers[Topic]> {
    return this.#answers[topic](query);
  }

  async close(): Promise<void> {}

  #store({ job, events, media = [], limits = [] }: LedgerChange): void {
    // All checks come before the first write, so a refused change leaves no trace.
    const before = this.#jobs.get(job.id);
    checkChange(job, {
      version: before?.version ?? 0,
      ownerOfTask: (provider, taskId) => this.#ownerByTask.get(taskKey(provider, taskId)),
      holderOfKey: (key) => this.#idByKey.get(key),
    });
    for (const limit of limits) {
      const others = this.#answers.spent(limit) - addUp(before ? [before] : [], limit);
      checkLimit(job, limit, others + addUp([job], limit));
    }
    this.#jobs.set(job.id, job);
    this.#events.set(job.id, [...(this.#events.get(job.id) ?? []), ...events]);
    if (job.idempotencyKey !== undefined) this.#idByKey.set(job.idempotencyKey, job.id);
    this.#claimTasks(job);
    for (const item of media) {
      const kept = this.#media.get(item.sha256) ?? { media: item, jobIds: new Set() };
      this.#media.set(item.sha256, { ...kept, jobIds: kept.jobIds.add(job.id) });
    }
    if (isFinal(job)) this.#forgetMediaOf(job);
  }

  #claimTasks(job: Job): void {
    for (const attempt of job.attempts) {
      const { id, provider, task } = attempt;
      if (task === undefined) continue;
      const key = taskKey(provider, task.id);
      const owner = { jobId: job.id, attemptId: id };
      if (toOwnedTask(attempt) !== undefined) this.#ownerByTask.set(key, owner);
      else this.#disown(key, job);
    }
  }

  #disown(key: string, job: Job): void {
    if (this.#ownerByTask.get(key)?.jobId === job.id) this.#ownerByTask.delete(key);
  }

  #forget(job: Job): void {
    this.#jobs.delete(job.id);
    this.#events.delete(job.id);
    if (job.idempotencyKey !== undefined) this.#idByKey.delete(job.idempotencyKey);
    for (const { provider, task } of job.attempts) {
      if (task !== undefined) this.#disown(taskKey(provider, task.id), job);
    }
  }

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
