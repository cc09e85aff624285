import type { TaskFailure, VideoProvider } from '@vidgate/core';
import type { TestClock } from '../test-clock.ts';

/**
 * What {@link describeProvider} needs to put an adapter to the test: the adapter's factory, a double
 * of its vendor, and the few facts that only the adapter's author knows.
 */
export interface ProviderHarness {
  /** The adapter's factory. It must neither read the environment nor send anything by itself. */
  createProvider(settings: ContractProviderSettings): VideoProvider;
  /** A fresh vendor, written from the vendor's documents and as strict as they are. */
  createVendor(settings: ContractVendorSettings): ContractVendor;
  /** The one header that carries the key, its name in lower case. */
  authorization(key: string): { readonly name: string; readonly value: string };
  /** The environment variable that is read where no key is given. */
  readonly environmentVariable: string;
  /** Failures in the vendor's own words, and what they mean. At least one is a rejected content. */
  readonly failures: readonly ContractFailure[];
  /**
   * Ids as this vendor may give them that need care in a URL; `[]` where it has one plain form, and
   * then its double throws a `TypeError` when it is asked for another.
   */
  readonly oddTaskIds: readonly (string | number)[];
  /**
   * How many requests the poll of a finished task takes: 2 where the vendor keeps a task's state and
   * its result apart. Reads are free; a submit is one request always. @default 1
   */
  readonly readsOfEnd?: 1 | 2;
  /** Faults that this vendor cannot have, by its documents; asked for one, its double throws a `TypeError`. */
  readonly lacks?: readonly ('envelope-error' | 'task-canceled')[];
}

/** The settings that every adapter takes. */
export interface ContractProviderSettings {
  readonly apiKey?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly id?: string | undefined;
  /** Milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** What the suite asks of a simulated vendor. */
export interface ContractVendorSettings {
  /** The time by which its tasks run; none may need more than an hour of it. */
  readonly clock: TestClock;
  /** The keys of two accounts that cannot see each other's tasks. */
  readonly apiKeys: readonly [string, string];
  /** How it reads frames and delivers webhooks: the only way to the world outside. */
  readonly fetch: typeof fetch;
}

/** A double of a vendor. Those of `@vidgate/simulator` fit. */
export interface ContractVendor {
  /** Where the adapter's default settings send requests. */
  readonly baseUrl: string;
  /** Answers like the vendor. */
  readonly fetch: typeof fetch;
  /** Every task that was made, each of which may be billed. */
  readonly tasks: readonly { readonly id: string }[];
  /** Lets the next fitting request meet a fault, in the vendor's own form and words. */
  inject(fault: ContractFault): void;
}

/** What a vendor says when something is wrong. What the network does wrong, the suite does itself. */
export type ContractFault =
  /** With `Retry-After` where seconds are given. */
  | { readonly name: 'rate-limited'; readonly retryAfterSeconds?: number }
  | { readonly name: 'server-error'; readonly status: number }
  | { readonly name: 'unauthorized' }
  /** A 403 with a text. */
  | { readonly name: 'forbidden'; readonly message: string }
  | { readonly name: 'insufficient-balance' }
  /** An error that repeats the caller's key. */
  | { readonly name: 'echo-key' }
  /** HTTP 200 around an error. */
  | { readonly name: 'envelope-error'; readonly code: number }
  /** The task is made, the answer does not name it. */
  | { readonly name: 'no-task-id' }
  /** The next task has this id. */
  | { readonly name: 'odd-task-id'; readonly id: string | number }
  /** The next task fails, in the vendor's words. */
  | { readonly name: 'task-fails'; readonly code?: string; readonly message?: string }
  | { readonly name: 'task-canceled' }
  /** One poll shows a state that nobody knows. */
  | { readonly name: 'unknown-status'; readonly status: string }
  /** One poll of a finished task shows no video. */
  | { readonly name: 'completed-without-url' }
  /** One poll does not know the task. */
  | { readonly name: 'poll-not-found' };

/** How a vendor words a failed task, and what that means. */
export interface ContractFailure {
  readonly vendor: { readonly code?: string; readonly message?: string };
  readonly code: TaskFailure['code'];
  /** What the vendor says of this failure, where it differs from the trait. @default `failedTasksCharged` */
  readonly charged?: TaskFailure['charged'];
}
