import type { Charged, ErrorCode, TaskFailure } from '@vidgate/core';

/** What a fake provider does with one submit. */
export type FakeSubmit =
  /** Makes and bills a task, and says so; after `afterMs` by its clock where given. */
  | { readonly do: 'accept'; readonly afterMs?: number }
  /** Refuses: no task, outcome `rejected`. */
  | {
      readonly do: 'reject';
      readonly code: ErrorCode;
      readonly retryAfterMs?: number;
      readonly reshaped?: boolean;
    }
  /** Makes and bills a task, and loses the answer: `timeout`, outcome `unknown`. */
  | { readonly do: 'lose-answer' }
  /** Makes no task, and nobody can tell: `network`, outcome `unknown`. */
  | { readonly do: 'lose-request' }
  /** Makes no task and never answers; ends only when the call's signal aborts. */
  | { readonly do: 'hang' };

/** What a fake provider does with one poll, or from that poll on. */
export type FakePoll =
  /** The task has failed, from now on. `charged` is by default what the traits say. */
  | {
      readonly do: 'fail';
      readonly code: TaskFailure['code'];
      readonly message?: string;
      readonly charged?: Charged;
    }
  /** The vendor has canceled the task, from now on. */
  | { readonly do: 'cancel' }
  /** The task runs for ever, unless it is finished by hand. */
  | { readonly do: 'never-finish' }
  /** This one poll answers with a state that nobody knows. */
  | { readonly do: 'unrecognized'; readonly vendorState?: string }
  /** This one poll fails; the task does not. */
  | { readonly do: 'throw'; readonly code: ErrorCode; readonly retryAfterMs?: number };
