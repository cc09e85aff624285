import type { Cost, TaskFailure, TaskRef } from '../provider.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Asset, Attempt, HeldReason, Job, StagedFrame } from './job.ts';

/** How a submit that was in doubt turned out to be accepted. */
export type Evidence = 'answer' | 'replay' | 'look-up' | 'webhook' | 'person';

/** What the vendor's clock says of a task. */
export interface VendorTimes {
  readonly createdAt?: number | undefined;
  readonly completedAt?: number | undefined;
}

/** What happened to a job. Append-only: a job is nothing but the sum of its events. */
export type JobEvent = { readonly at: number } & (
  | { readonly type: 'job-created'; readonly job: Job }
  | { readonly type: 'frames-staged'; readonly staged: Readonly<Record<string, StagedFrame>> }
  /** Durable before a byte of the submit is sent. */
  | { readonly type: 'attempt-intended'; readonly attempt: Attempt }
  | {
      readonly type: 'attempt-accepted';
      readonly attemptId: string;
      readonly task: TaskRef;
      readonly by: Evidence;
      readonly cost?: Cost | undefined;
    }
  | {
      readonly type: 'attempt-rejected';
      readonly attemptId: string;
      readonly error: ErrorRecord;
    }
  | { readonly type: 'attempt-unknown'; readonly attemptId: string; readonly error: ErrorRecord }
  /** The vendor's word for the task's state changed. */
  | {
      readonly type: 'attempt-progressed';
      readonly attemptId: string;
      readonly vendorState: string;
    }
  | {
      readonly type: 'attempt-succeeded';
      readonly attemptId: string;
      readonly vendorState: string;
      readonly assets: readonly Asset[];
      readonly cost?: Cost | undefined;
      readonly times: VendorTimes;
    }
  | {
      readonly type: 'attempt-failed';
      readonly attemptId: string;
      readonly vendorState: string;
      readonly error: ErrorRecord;
      readonly vendorCode?: TaskFailure['vendorCode'];
      readonly cost?: Cost | undefined;
      readonly times: VendorTimes;
    }
  /** Given up: its vendor may still make and bill a video. */
  | {
      readonly type: 'attempt-abandoned';
      readonly attemptId: string;
      readonly by: NonNullable<Attempt['abandonedBy']>;
    }
  /**
   * Its vendor has a task for it after all, which may be billed: a job of its own follows the task.
   * The only event that can still happen to a job that is over.
   */
  | { readonly type: 'attempt-recovered'; readonly attemptId: string; readonly recoveredAs: string }
  /** A held job is to be followed again as if its attempt had only begun. */
  | { readonly type: 'job-released'; readonly attemptId: string }
  /** The vendor named fresh addresses for files whose old ones were dead. */
  | { readonly type: 'assets-refreshed'; readonly assets: readonly Asset[] }
  | {
      readonly type: 'asset-archived';
      readonly index: number;
      readonly archived: NonNullable<Asset['archived']>;
    }
  /** The vendor's file is gone, or no archive took it in time: the job ends without a copy. */
  | { readonly type: 'archive-given-up'; readonly error: ErrorRecord }
  /** Another process drives it from now on. */
  | { readonly type: 'job-taken'; readonly owner: string }
  | { readonly type: 'cancel-requested' }
  | { readonly type: 'job-held'; readonly reason: HeldReason; readonly error: ErrorRecord }
  | { readonly type: 'job-succeeded' }
  | { readonly type: 'job-failed'; readonly error: ErrorRecord }
  | { readonly type: 'job-canceled' }
);

/** What an event of a job can be. */
export type JobEventType = JobEvent['type'];
