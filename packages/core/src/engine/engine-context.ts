import type { AssetArchive } from '../asset-archive.ts';
import type { ResultDownloadSettings } from '../download-results.ts';
import type { Health } from '../health/health.ts';
import type { ProviderEvent } from '../health/provider-event.ts';
import type { Job } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { JobMemory, JobPolicy, ProviderFacts } from '../job/job-facts.ts';
import type { LatencyEstimate } from '../job/latency-estimate.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import type { UploadedMedia, VideoProvider } from '../provider.ts';
import type { Media } from '../request/frame.ts';
import type { Exclusion } from '../routing/find-exclusion.ts';
import type { Plan } from '../routing/plan.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Gate } from './gate.ts';
import type { ProviderTending } from './tend-providers.ts';

/** Something that happened to a job, or was merely seen and is not stored. */
export type JobUpdateEvent =
  | JobEvent
  /** Who is asked next, and why; and why the others are not. */
  | { readonly type: 'plan-made'; readonly at: number; readonly plan: Plan }
  /** Nobody is asked yet: `plan.wait` or the reasons of `plan.excluded` say why. */
  | {
      readonly type: 'job-waiting';
      readonly at: number;
      readonly until: number;
      readonly plan: Plan;
    }
  | {
      readonly type: 'task-progress';
      readonly at: number;
      readonly attemptId: string;
      /** From 0 to 1, by the vendor's own account. */
      readonly progress: number;
    }
  | {
      readonly type: 'archive-progress';
      readonly at: number;
      readonly index: number;
      readonly bytes: number;
      /** Absent where the vendor's file host does not say. */
      readonly totalBytes?: number | undefined;
    }
  | {
      readonly type: 'step-failed';
      readonly at: number;
      readonly step: 'stage' | 'replay' | 'look-up' | 'poll' | 'archive';
      readonly error: ErrorRecord;
    };

/** Something that happened to a provider, for all jobs. */
export interface ProviderUpdate {
  readonly event: ProviderEvent;
  readonly job?: undefined;
}

/** Everything that can be heard of a gateway: `event.type` tells what, `job` is there where it is of one. */
export type GatewayUpdate = JobUpdate | ProviderUpdate;

/** An event, and the job after it. */
export interface JobUpdate {
  readonly event: JobUpdateEvent;
  readonly job: Job;
}

/** Puts image bytes where vendors can read them. */
export type Staging = (media: Media) => Promise<UploadedMedia>;

/** What all jobs together may cost. Prices that are not known are no candidates under a budget. */
export interface BudgetSettings {
  /** In a UTC day, in dollars. */
  readonly perDayUsd?: number | undefined;
  /** In a UTC day, for each value of a metadata key: a tenant, say. */
  readonly perDayUsdBy?: BudgetByMetadata | undefined;
}

/** A budget for each value of a metadata key, such as one per customer. */
export interface BudgetByMetadata {
  /** The key that every request must then have in its `metadata`. */
  readonly key: string;
  /** Dollars for each value. */
  readonly usd: number;
  /** Dollars for single values. */
  readonly overrides?: Readonly<Record<string, number>> | undefined;
}

/** Whether prices that vendors publish are read, and how long they count, in milliseconds. */
export type LivePriceSettings = false | { readonly maxAgeMs: number };

/** What the steps of a job work with. */
export interface EngineContext {
  readonly ledger: Ledger;
  readonly providers: ReadonlyMap<string, VideoProvider>;
  readonly providerFacts: ReadonlyMap<string, ProviderFacts>;
  readonly ports: Ports;
  readonly policy: Omit<JobPolicy, 'maxWaitMs' | 'archives'>;
  readonly staging: Staging | undefined;
  /** Keeps produced files; absent where they are left to their vendors. */
  readonly archive: AssetArchive | undefined;
  readonly download: ResultDownloadSettings;
  /** Where vendors report to; absent where nothing listens. */
  readonly webhooksBaseUrl: string | undefined;
  /** How providers are, here and in the ledger. */
  readonly health: Health;
  /** What all jobs together may cost. */
  readonly budget: BudgetSettings;
  /** For how long prices that vendors publish count; `false` where they are not read. */
  readonly livePrices: LivePriceSettings;
  /** What each provider may be asked at once, by id. */
  readonly gates: ReadonlyMap<string, Gate>;
  /** What was learned of how long tasks take, by provider, model and duration. */
  readonly latencies: Map<string, LatencyEstimate>;
  readonly memories: Map<string, EngineMemory>;
  readonly notify: (update: JobUpdate) => void;
  /** Before a plan: reads what other processes have found out. Asks no vendor. */
  readonly lookAround: () => Promise<void>;
  /** The free calls by which providers are looked after. */
  readonly tending: ProviderTending;
  /** Ends polls and look-ups when the gateway closes; never a submit. */
  readonly closing: AbortSignal;
}

export interface EngineMemory extends JobMemory {
  /** Why the job was last seen to wait, so that it is told once. */
  readonly waitsFor?: string | undefined;
  /** What all jobs together had spent when it was last looked at, by the name of the limit. */
  readonly spent?: ReadonlyMap<string, number> | undefined;
  /** Providers whose adapter refused to prepare this request. */
  readonly refused: ReadonlyMap<string, Exclusion>;
}

const blank: EngineMemory = { poll: { failures: 0 }, refused: new Map() };

export function recall(context: EngineContext, jobId: string): EngineMemory {
  return context.memories.get(jobId) ?? blank;
}

export function remember(
  context: EngineContext,
  jobId: string,
  change: Partial<EngineMemory>,
): void {
  context.memories.set(jobId, { ...recall(context, jobId), ...change });
}
