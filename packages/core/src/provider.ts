import type { z } from 'zod';
import type { Adaptation } from './fit-to-offer.ts';
import type { JsonObject } from './json.ts';
import type { ModelOffer, OfferPrice } from './offer.ts';
import type { Clock } from './ports.ts';
import type { Media } from './request/frame.ts';
import type { StagedRequest } from './request/video-request.ts';
import type { Charged, ErrorCode } from './video-gateway-error.ts';

/**
 * One upstream account behind one adapter.
 *
 * An adapter translates; it never retries, waits, logs, routes or remembers. Every method throws
 * nothing but a `VideoGatewayError` whose `outcome` is honest: when in doubt, `unknown`.
 */
export interface VideoProvider {
  /** Unique in a gateway; two accounts at one vendor are two providers. `[a-z0-9-]`. */
  readonly id: string;
  /** The vendor's name, under which requests give their `providerOptions`. */
  readonly vendor: string;
  readonly traits: ProviderTraits;
  readonly offers: readonly ModelOffer[];
  /** Checks `providerOptions[vendor]`. Strict: an unknown option is an error. */
  readonly optionsSchema: z.ZodType<JsonObject>;

  /**
   * Turns a request into exactly what will be sent. Pure, and its value is JSON without secrets: it
   * is stored before the submit, and a replay submits the stored value.
   *
   * @throws {VideoGatewayError} `unsupported` when the model is not offered
   */
  prepare(request: StagedRequest, context: PrepareContext): PreparedSubmit;

  /**
   * Sends exactly one HTTP request that may cost money. Never a second one, whatever happens.
   *
   * @throws {VideoGatewayError} with outcome `rejected` only where the vendor surely made no task
   */
  submit(prepared: PreparedSubmit, options?: ProviderCallOptions): Promise<Accepted>;

  /**
   * Reads a task's state. A failed task is a value, not an error.
   *
   * @throws {VideoGatewayError} when the state could not be read; that never means the task failed
   */
  poll(task: TaskRef, options?: ProviderCallOptions): Promise<TaskStatus>;

  /** Makes the handle of a task from the id that a vendor's dashboard shows. */
  taskFromId(id: string, model: string): TaskRef;

  /** Looks for the task of a submit whose answer was lost. Present only where the vendor can tell. */
  findTask?(query: FindTaskQuery, options?: ProviderCallOptions): Promise<FoundTask>;

  /**
   * Reads a delivery that reached our webhook. Verifies the signature where the vendor signs. What
   * it returns is only ever a hint to poll.
   *
   * @throws {VideoGatewayError} `authentication` for a wrong signature, `invalid-response` for a
   *   body that names no task
   */
  parseWebhook?(delivery: WebhookDelivery): Promise<WebhookHint>;

  readonly account?: ProviderAccount;

  /** Puts an image where vendors can read it, for those that take URLs only. Free. */
  upload?(media: Media, options?: ProviderCallOptions): Promise<UploadedMedia>;
}

/** What core needs to know of a vendor, so that it never needs to know which vendor it is. */
export interface ProviderTraits {
  /** Whether the same prepared submit may be sent again without a second charge, and for how long. */
  readonly idempotentSubmit: false | { readonly windowMs: number };
  readonly webhooks: 'none' | 'unsigned' | 'signed';
  /** Whether a task that fails costs money. */
  readonly failedTasksCharged: Charged;
  /** Whether the vendor tells what a task cost. */
  readonly reportsCost: boolean;
  /** How long the adapter waits for the answer to a submit, in milliseconds. @default 60_000 */
  readonly submitTimeoutMs?: number;
  /** How long a result can be fetched, in milliseconds: the shortest that the vendor documents. */
  readonly resultLifetimeMs?: number;
  readonly frameSources: readonly ('url' | 'bytes')[];
  /** 5xx statuses that the vendor documents as "no task was made", each with where it says so. */
  readonly rejectedStatuses: readonly { readonly status: number; readonly source: string }[];
  /** What the account may do at once. Absent where the vendor documents nothing. */
  readonly limits: { readonly concurrentTasks?: number; readonly requestsPerMinute?: number };
}

/** What {@link VideoProvider.prepare} needs to know besides the request. */
export interface PrepareContext {
  /** Unique per attempt; goes into every reference or idempotency field that the vendor has. */
  readonly attemptId: string;
  /** Where the vendor shall report the end; only given where `traits.webhooks` is not `none`. */
  readonly callbackUrl?: string | undefined;
}

/** A paid submit, ready to be sent: stored before it is sent, and sent as it was stored. */
export interface PreparedSubmit {
  readonly model: string;
  /** The JSON body, to the letter. */
  readonly body: JsonObject;
  /** Headers that belong to this submit, such as an idempotency key; never a credential. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whatever else the adapter needs to send this and to poll its task; opaque to core. */
  readonly route?: string | undefined;
  readonly adaptations: readonly Adaptation[];
}

/** The vendor's handle of a task. JSON-safe: it is kept with the job and polled by other processes. */
export interface TaskRef {
  readonly id: string;
  readonly model: string;
  /** Whatever else the adapter needs to poll this task; opaque to core. */
  readonly route?: string | undefined;
}

/** What a vendor says a task cost. */
export interface Cost {
  readonly usdMicros: number;
  /** The vendor's own units, where it counts in any. */
  readonly credits?: number | undefined;
}

/** The vendor has taken the job: from here on it may bill. */
export interface Accepted {
  readonly task: TaskRef;
  /** Where the vendor's answer to the submit already says more than "accepted". */
  readonly status?: TaskStatus | undefined;
  readonly cost?: Cost | undefined;
  /** The vendor's id of the exchange, for its support. */
  readonly requestId?: string | undefined;
}

/** A file that a task produced. The URL is data: it is never fetched with our key. */
export interface TaskAsset {
  readonly url: string;
  readonly mediaType?: string | undefined;
  readonly byteLength?: number | undefined;
}

/** What a vendor says of a task. `vendorState` is its own word, kept for people. */
export type TaskStatus = TaskFacts &
  (
    | { readonly state: 'queued' | 'running'; readonly progress?: number | undefined }
    | { readonly state: 'succeeded'; readonly assets: readonly [TaskAsset, ...TaskAsset[]] }
    | { readonly state: 'failed'; readonly error: TaskFailure }
    | { readonly state: 'canceled' }
    /** A word we do not know: the task is followed further, never given up. */
    | { readonly state: 'unrecognized' }
  );

/** What every answer about a task may tell, whatever its state. */
export interface TaskFacts {
  readonly vendorState: string;
  readonly cost?: Cost | undefined;
  /** When the vendor made the task, in milliseconds since the epoch, by its own clock. */
  readonly createdAt?: number | undefined;
  /** When the vendor ended the task, in milliseconds since the epoch, by its own clock. */
  readonly completedAt?: number | undefined;
}

/** Why a task failed, in our words and in the vendor's. */
export interface TaskFailure {
  readonly code: Extract<
    ErrorCode,
    'invalid-request' | 'content-rejected' | 'insufficient-balance' | 'generation-failed'
  >;
  readonly message: string;
  readonly vendorCode?: string | undefined;
  readonly charged: Charged;
}

/** Which lost submit is looked for, by our reference. */
export interface FindTaskQuery {
  readonly attemptId: string;
  readonly model: string;
  /** When the submit was sent, in milliseconds since the epoch. */
  readonly submittedAt: number;
  /** The route of the prepared submit, if it had one. */
  readonly route?: string | undefined;
}

/** `so-far`: it may still turn up. `surely`: there is none and there will be none. */
export type FoundTask =
  | { readonly task: TaskRef; readonly cost?: Cost | undefined }
  | { readonly absent: 'so-far' | 'surely' };

/** A request that a vendor sent us. */
export interface WebhookDelivery {
  /** The body as it came, unparsed: signatures are made over these bytes. */
  readonly body: Uint8Array;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The task that a delivery is about. Only ever a reason to look. */
export interface WebhookHint {
  readonly taskId: string;
}

/** What a vendor tells about the account, where it tells anything. Nothing here costs money. */
export interface ProviderAccount {
  /** What is left on the account. Free and authenticated. */
  balance?(options?: ProviderCallOptions): Promise<Balance>;
  /** Today's prices by our model id. Free. A model that the vendor does not list is absent. */
  prices?(options?: ProviderCallOptions): Promise<Readonly<Record<string, readonly OfferPrice[]>>>;
}

/** What is left on an account, in what the vendor counts in. */
export interface Balance {
  /** Absent where the vendor counts in credits whose price is not known. */
  readonly usdMicros?: number | undefined;
  readonly credits?: number | undefined;
}

/** Where a vendor put a file that was uploaded to it. */
export interface UploadedMedia {
  readonly url: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number | undefined;
}

/** Options of every call to a vendor. */
export interface ProviderCallOptions {
  /** Ends the call early with `aborted`. Core never hands a caller's signal to a submit. */
  readonly signal?: AbortSignal | undefined;
  /** The clock that times the call out. @default the system's */
  readonly clock?: Clock | undefined;
}
