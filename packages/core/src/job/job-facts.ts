import type { LatencyHint } from '../offer.ts';
import type { ProviderTraits } from '../provider.ts';
import type { Plan } from '../routing/plan.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { FailurePolicy } from './decide-after.ts';
import type { Job } from './job.ts';
import type { LatencyEstimate } from './latency-estimate.ts';
import type { PollingSettings, PollMemory } from './poll-schedule.ts';

/** What the decision rests on besides the job itself. */
export interface JobFacts {
  /** What is configured, by provider id. */
  readonly providers: ReadonlyMap<string, ProviderFacts>;
  readonly policy: JobPolicy;
  readonly memory: JobMemory;
  /** The plan for the job's next attempt, made when it is asked for. */
  readonly plan: (job: Job) => Plan;
}

export interface ProviderFacts {
  readonly traits: ProviderTraits;
  readonly canFindTasks: boolean;
  readonly latency: (model: string, duration: number) => LatencyHint | undefined;
  /** What was learned since, where anything was. */
  readonly learned?: (model: string, duration: number) => LatencyEstimate | undefined;
}

export interface JobPolicy extends FailurePolicy {
  readonly polling: PollingSettings;
  /** How long an attempt in doubt is settled by itself before the job is held, in milliseconds. */
  readonly reconcileForMs: number;
  /** What follows when nothing could settle an attempt in doubt. */
  readonly onUnknownSubmit: UnknownSubmitPolicy;
  /** Whether finished files are copied before their job ends. */
  readonly archives?: boolean | undefined;
  /** How long a job waits for providers that are out for now, in milliseconds. */
  readonly maxWaitMs: number;
}

/**
 * `hold`: the job waits for a person or for late evidence. `resubmit`: another provider is paid,
 * although the one in doubt may bill too, within two allowances.
 */
export type UnknownSubmitPolicy = 'hold' | { readonly resubmit: ResubmitAllowance };

/** When an attempt in doubt may be paid for a second time, and up to how much. */
export interface ResubmitAllowance {
  /**
   * How long an attempt must have been in doubt, in milliseconds. Providers whose submits can be
   * replayed or looked up get at least `reconcileForMs`. @default 900_000
   */
  readonly afterMs?: number | undefined;
  /** The most that the further attempts of one job may cost, in dollars. */
  readonly maxExtraUsdPerJob: number;
  /** The most that the further attempts of all jobs may cost in a UTC day, in dollars. */
  readonly maxExtraUsdPerDay: number;
}

/** What one process remembers of a job between steps. Losing it costs a poll, never money. */
export interface JobMemory {
  readonly poll: PollMemory;
  /** When the attempt in doubt was last replayed or looked up. */
  readonly lastSettleAt?: number | undefined;
  /** Archiving failed so often in a row: not again before this time. */
  readonly archiving?: { readonly notBefore: number; readonly failures: number } | undefined;
  /** Staging failed: not again before this time, and why. */
  readonly staging?: { readonly notBefore: number; readonly error: ErrorRecord } | undefined;
}
