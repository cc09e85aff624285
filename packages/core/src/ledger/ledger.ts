import type { ProviderHealth } from '../health/provider-health.ts';
import type { Job, JobState } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { Media } from '../request/frame.ts';

/**
 * Where jobs live. Four methods; what makes money safe is that `commit` is atomic and checks.
 *
 * Every method may throw `ledger-unavailable`; nothing paid is ever sent after it did.
 */
export interface Ledger {
  /** Whether other processes may work on it too. Then heartbeats say who is alive. */
  readonly shared: boolean;

  /** The job as of its last commit, or nothing where there is none. */
  load(jobId: string): Promise<Job | undefined>;

  /**
   * Stores a change, all of it or nothing, and returns when it is as durable as this ledger is.
   *
   * It must refuse with `ledger-conflict`: a change whose `job.version` is not the stored version
   * plus one; a job with two live attempts; a task that belongs to another attempt (one that was
   * given up owns no task); to forget a job that is not over; a provider's health whose `version` is
   * not the stored one plus one. It must refuse with
   * `idempotency-conflict` a new job whose idempotency key is taken, and with `budget-exceeded` what
   * would go beyond one of the change's limits.
   *
   * A heartbeat is stored instead of the one before it, and is never refused.
   *
   * @throws {VideoGatewayError} `ledger-conflict`, `idempotency-conflict`, `budget-exceeded`
   */
  commit(change: LedgerCommit): Promise<void>;

  /** Answers one of the questions of {@link LedgerQuestions}. */
  find<Topic extends keyof LedgerQuestions>(
    topic: Topic,
    query: LedgerQuestions[Topic],
  ): Promise<LedgerAnswers[Topic]>;

  /** Ends the ledger. Calling it twice is fine. */
  close(): Promise<void>;
}

/** Everything that a ledger can be told to store. */
export type LedgerCommit = LedgerChange | LedgerHeartbeat | LedgerRemoval | LedgerHealth;

/** What is stored at once. */
export interface LedgerChange {
  /** The job after `events`, with `version` one more than it was stored under (1 for a new job). */
  readonly job: Job;
  readonly events: readonly JobEvent[];
  /** Image bytes that the job refers to; kept until the job is final. */
  readonly media?: readonly Media[] | undefined;
  /** What all jobs together may spend, this change included; looked at within the same commit. */
  readonly limits?: readonly SpendLimit[] | undefined;
}

/** Finished jobs that are to be forgotten, with all that is kept of them. */
export interface LedgerRemoval {
  /** Job ids; those that there are not are passed over. */
  readonly forget: readonly string[];
}

/** What is known of one provider's health, instead of what was known before. */
export interface LedgerHealth {
  /** With `version` one more than it was stored under (1 for a provider that is not known yet). */
  readonly health: ProviderHealth;
}

/** Attempts whose spend is added up: those intended since a time, or only some of them. */
export interface SpendScope {
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Only attempts of jobs that have this in their `metadata`. */
  readonly metadata?: { readonly key: string; readonly value: string } | undefined;
  /** Only attempts made although an earlier one of their job may be billed too, by policy. */
  readonly extra?: boolean | undefined;
}

/** The most that may be spent within a scope, reservations of open attempts included. */
export interface SpendLimit extends SpendScope {
  readonly usdMicros: number;
  /** What a refusal calls it, such as `budget.perDayUsd`. */
  readonly name: string;
}

/** That a process is alive, and until when it counts as such without another word. */
export interface LedgerHeartbeat {
  readonly heartbeat: {
    readonly owner: string;
    /** Milliseconds since the epoch, by the clock of whoever said it; 0 once the process is gone. */
    readonly aliveUntil: number;
  };
}

/** What {@link Ledger.find} can be asked, by the name of the question. */
export interface LedgerQuestions {
  jobs: JobsQuery;
  'job-by-idempotency-key': { readonly key: string };
  events: { readonly jobId: string };
  /** Unfinished jobs whose owner is not alive, or that have none; oldest first. */
  orphans: { readonly now: number; readonly limit: number };
  /** The last heartbeat of every process; of those that have long been gone it may be forgotten. */
  owners: Readonly<Record<string, never>>;
  media: { readonly sha256: string };
  /** Ids of jobs that were over before a time, oldest first. */
  finished: { readonly before: number; readonly limit: number };
  /** What attempts have cost or may have, in micro-dollars; unknown prices are left out. */
  spent: SpendScope;
  /** The same in detail. */
  spend: SpendQuery;
  /** How attempts that were settled since a time have gone. */
  outcomes: { readonly since: number };
  /** What was quoted and what was charged, for attempts intended since a time that have both. */
  drift: { readonly since: number };
  /** What is known of all providers' health. */
  health: Readonly<Record<string, never>>;
}

/** What {@link Ledger.find} answers, by the name of the question. */
export interface LedgerAnswers {
  jobs: JobsPage;
  'job-by-idempotency-key': Job | undefined;
  events: readonly JobEvent[];
  orphans: readonly Orphan[];
  owners: readonly LedgerHeartbeat['heartbeat'][];
  media: Media | undefined;
  finished: readonly string[];
  spent: number;
  spend: readonly SpendRow[];
  outcomes: readonly OutcomeRow[];
  drift: readonly DriftRow[];
  health: readonly ProviderHealth[];
}

/** Whose spend is added up, and over what time. */
export interface SpendQuery {
  /** Milliseconds since the epoch, by when an attempt was intended. */
  readonly since: number;
  /** @default no end */
  readonly until?: number | undefined;
  /** By what the rows are told apart. @default one row for all */
  readonly by?: 'provider' | 'model' | 'day' | { readonly metadata: string } | undefined;
}

/** What one provider, model, UTC day or value of a metadata key has spent. */
export interface SpendRow {
  /** The id, the day as `YYYY-MM-DD`, or the value; `''` where there is none. */
  readonly key: string;
  /** How many attempts may have cost money. */
  readonly attempts: number;
  /** What they cost or may cost: charged where known, else as quoted. */
  readonly usdMicros: number;
  /** The part of it that may still be billed, or not. */
  readonly reservedUsdMicros: number;
  /** The part of it that vendors say they have charged. */
  readonly chargedUsdMicros: number;
  /** How many of them have a price that nobody knows; they are in none of the sums. */
  readonly unpriced: number;
}

/** How the attempts of one provider and model went that were settled in one minute. */
export interface OutcomeRow {
  readonly provider: string;
  readonly model: string;
  /** The minute's begin, in milliseconds since the epoch. */
  readonly at: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly refused: number;
}

/** Quotes against charges, for one provider, model and duration. */
export interface DriftRow {
  readonly provider: string;
  readonly model: string;
  /** Seconds. */
  readonly duration: number;
  readonly attempts: number;
  /** Sums. */
  readonly quotedUsdMicros: number;
  readonly chargedUsdMicros: number;
}

/** An unfinished job that nobody drives, and the process that did. */
export interface Orphan {
  readonly jobId: string;
  readonly owner?: string | undefined;
}

/** Which jobs to list, newest first. */
export interface JobsQuery {
  /** @default all states */
  readonly states?: readonly JobState[] | undefined;
  /** From 1 to 1000. @default 100 */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

/** Some of the jobs that were asked for, and where the rest begins. */
export interface JobsPage {
  readonly jobs: readonly Job[];
  /** Present where there are more. */
  readonly next?: string | undefined;
}
