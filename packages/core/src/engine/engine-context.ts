import type { AssetArchive } from '../asset-archive.ts';
import type { ResultDownloadSettings } from '../download-results.ts';
import type { Job } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import type { JobMemory, JobPolicy, ProviderFacts } from '../job/job-facts.ts';
import type { LatencyEstimate } from '../job/latency-estimate.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import type { UploadedMedia, VideoProvider } from '../provider.ts';
import type { Media } from '../request/frame.ts';
import type { Exclusion } from '../routing/find-exclusion.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Gate } from './gate.ts';

/** Something that happened to a job, or was merely seen and is not stored. */
export type JobUpdateEvent =
  | JobEvent
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

/** An event, and the job after it. */
export interface JobUpdate {
  readonly event: JobUpdateEvent;
  readonly job: Job;
}

/** Puts image bytes where vendors can read them. */
export type Staging = (media: Media) => Promise<UploadedMedia>;

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
  /** Providers that are left alone for a while, by id. */
  readonly rests: Map<string, Exclusion>;
  /** What each provider may be asked at once, by id. */
  readonly gates: ReadonlyMap<string, Gate>;
  /** What was learned of how long tasks take, by provider, model and duration. */
  readonly latencies: Map<string, LatencyEstimate>;
  readonly memories: Map<string, EngineMemory>;
  readonly notify: (update: JobUpdate) => void;
  /** Ends polls and look-ups when the gateway closes; never a submit. */
  readonly closing: AbortSignal;
}

export interface EngineMemory extends JobMemory {
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
