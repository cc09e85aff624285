/** Why something did not happen. A closed set: switch on it. */
export type ErrorCode =
  | 'invalid-request'
  | 'unsupported'
  | 'authentication'
  | 'insufficient-balance'
  | 'content-rejected'
  | 'rate-limited'
  | 'unavailable'
  | 'timeout'
  | 'network'
  | 'invalid-response'
  | 'generation-failed'
  | 'not-found'
  | 'no-provider'
  | 'budget-exceeded'
  | 'idempotency-conflict'
  | 'outcome-unknown'
  | 'stalled'
  | 'aborted'
  | 'unknown-job'
  | 'provider-missing'
  | 'asset-expired'
  | 'archive-failed'
  | 'ledger-unavailable'
  | 'ledger-conflict'
  | 'configuration';

/**
 * May money have been spent? `rejected`: surely no task exists. `accepted`: a task exists.
 * `unknown`: nobody can tell yet, so nothing may be paid again.
 */
export type Outcome = 'rejected' | 'accepted' | 'unknown';

/** Was money taken for this? */
export type Charged = 'yes' | 'no' | 'unknown';

/** What was being asked of a provider. */
export type Operation =
  | 'submit'
  | 'poll'
  | 'look-up'
  | 'balance'
  | 'prices'
  | 'upload'
  | 'webhook'
  | 'download';

/** A system error code and call, such as `ECONNREFUSED` and `connect`; never an error object. */
export interface SystemCause {
  readonly code: string;
  readonly call?: string | undefined;
}

/** The JSON-safe part of an error, as it is kept in the ledger. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  readonly message: string;
  readonly outcome: Outcome;
  readonly charged: Charged;
  /** The id of the provider that was asked. */
  readonly provider?: string | undefined;
  readonly operation?: Operation | undefined;
  readonly jobId?: string | undefined;
  /** The vendor's own id of the task, where one is known. */
  readonly taskId?: string | undefined;
  /** The HTTP status, or the vendor's own status where it answers errors with HTTP 200. */
  readonly status?: number | undefined;
  /** The vendor's id of the exchange, for its support. */
  readonly requestId?: string | undefined;
  /** How long the vendor asked to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The adapter has learned to spell this request in another way: one new attempt is worthwhile. */
  readonly reshaped?: boolean | undefined;
  readonly cause?: SystemCause | undefined;
}

/** What an error is made of: `outcome` defaults to `rejected`, `charged` to what follows from it. */
export type ErrorDetails = Omit<ErrorRecord, 'outcome' | 'charged'> & {
  readonly outcome?: Outcome | undefined;
  readonly charged?: Charged | undefined;
};

const marker = Symbol.for('vidgate.error');

/**
 * The only error this library throws on purpose, apart from `TypeError` for wrong settings.
 *
 * It is made of plain facts and cannot receive a request, a response, a header or a body, so
 * printing it never prints a key.
 */
export class VideoGatewayError extends Error {
  override readonly name = 'VideoGatewayError';
  readonly code: ErrorCode;
  readonly outcome: Outcome;
  readonly charged: Charged;
  declare readonly provider?: string | undefined;
  declare readonly operation?: Operation | undefined;
  declare readonly jobId?: string | undefined;
  declare readonly taskId?: string | undefined;
  declare readonly status?: number | undefined;
  declare readonly requestId?: string | undefined;
  declare readonly retryAfterMs?: number | undefined;
  declare readonly reshaped?: boolean | undefined;
  declare readonly cause?: SystemCause | undefined;

  constructor(details: ErrorDetails) {
    super(details.message);
    const outcome = details.outcome ?? 'rejected';
    this.code = details.code;
    this.outcome = outcome;
    this.charged = details.charged ?? (outcome === 'rejected' ? 'no' : 'unknown');
    // Only what is known becomes a property, so that a printed error is short.
    if (details.provider !== undefined) this.provider = details.provider;
    if (details.operation !== undefined) this.operation = details.operation;
    if (details.jobId !== undefined) this.jobId = details.jobId;
    if (details.taskId !== undefined) this.taskId = details.taskId;
    if (details.status !== undefined) this.status = details.status;
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.reshaped !== undefined) this.reshaped = details.reshaped;
    if (details.cause !== undefined) this.cause = details.cause;
    Object.defineProperty(this, marker, { value: true });
  }

  /** Tells our errors from others, also across two installed copies of this package. */
  static isInstance(value: unknown): value is VideoGatewayError {
    return typeof value === 'object' && value !== null && marker in value;
  }

  /** The JSON-safe facts of this error. */
  toJSON(): ErrorRecord {
    const { name: _name, stack: _stack, message, ...facts } = this;
    return { message, ...facts };
  }
}
