/** What a request asks of a vendor; faults are aimed at operations. */
export type Operation =
  | 'submit'
  | 'poll'
  | 'list'
  | 'account'
  | 'catalogue'
  | 'logs'
  | 'upload'
  /** The caller takes its task back. */
  | 'cancel'
  /** The public keys of webhooks. */
  | 'keys'
  | 'asset';

interface Repeated {
  /** How many matching operations it hits; `Infinity` until `clearFaults()`. @default 1 */
  readonly times?: number;
}

interface Aimed extends Repeated {
  /** The operations it hits. @default every operation but `asset` */
  readonly on?: Operation | readonly Operation[];
}

/**
 * Something that goes wrong on purpose, once or `times` times, at the next matching operation.
 *
 * "Accepted" means that a submit created its task and holds its price: the vendor will bill it even
 * though the caller never read the answer. A fault that follows acceptance is not used up by a
 * submit that the vendor refuses anyway.
 */
export type Fault = AnswerFault | ConnectionFault | BodyFault | PollFault | TaskFault;

/** The name of a {@link Fault}. */
export type FaultName = Fault['name'];

/** The vendor refuses in its own words and form, before anything is accepted. */
export type AnswerFault = Aimed &
  (
    | {
        readonly name: 'rate-limited';
        /** Seconds in `Retry-After`. @default 2 at Apiframe; no header where none is documented */
        readonly retryAfterSeconds?: number;
      }
    | {
        readonly name: 'server-error';
        /** The HTTP status, 500 to 599. @default 500 */
        readonly status?: number;
      }
    | { readonly name: 'unauthorized' }
    | {
        /** A 403 about the key. */
        readonly name: 'key-inactive';
        readonly message?: string;
      }
    | {
        /** A 403 with a text of your choice, such as a content rejection at the door. */
        readonly name: 'forbidden';
        readonly message?: string;
      }
    | { readonly name: 'insufficient-balance' }
    | {
        /** An error whose message repeats the caller's key, to prove that it is scrubbed. */
        readonly name: 'echo-key';
      }
    | {
        /** APIXO only: HTTP 200 with a body `code` that is not 200. */
        readonly name: 'envelope-error';
        /** @default 500 */
        readonly code?: number;
        readonly message?: string;
      }
  );

/** The exchange itself breaks. */
export type ConnectionFault =
  | (Aimed & { readonly name: 'drop-before-accept' })
  | (Aimed & { readonly name: 'drop-after-accept' })
  | (Aimed & {
      /** Never answers; ends when the caller's signal aborts. */
      readonly name: 'hang';
      /** Whether the vendor does its work before it falls silent. @default false */
      readonly acceptFirst?: boolean;
    })
  | (Aimed & {
      /** Answers late, by the simulator's clock. Combines with any other fault. */
      readonly name: 'slow';
      readonly delayMs: number;
    });

/** The answer is not what the vendor meant to say. */
export type BodyFault =
  | (Aimed & {
      /** The task exists and bills, and the answer is a 5xx: the double-charge trap. */
      readonly name: 'server-error-after-accept';
      /** The HTTP status, 500 to 599. @default 502 */
      readonly status?: number;
    })
  | (Aimed & {
      /** A gateway's page in place of JSON. */
      readonly name: 'html-error-page';
      /** @default 502 */
      readonly status?: number;
      /** Whether the vendor does its work before the page is sent. @default false */
      readonly acceptFirst?: boolean;
    })
  | (Aimed & {
      readonly name: 'redirect';
      /** @default 302 */
      readonly status?: 301 | 302 | 303 | 307 | 308;
      readonly location: string;
    })
  | (Aimed & {
      /** The real answer, cut off in the middle. */
      readonly name: 'malformed-json';
    })
  | (Aimed & { readonly name: 'empty-body' })
  | (Aimed & {
      /** JSON that is far too long, produced while it is read. */
      readonly name: 'huge-body';
      readonly bytes: number;
    })
  | (Repeated & {
      /** A submit is accepted with a 2xx that names no task. */
      readonly name: 'no-task-id';
    })
  | (Repeated & {
      /** A finished video can no longer be downloaded. */
      readonly name: 'result-gone';
      /** @default 404 */
      readonly status?: 403 | 404;
    });

/** One poll's answer is odd; the task itself is not changed. */
export type PollFault = Repeated &
  (
    | {
        readonly name: 'unknown-status';
        /** The vendor's word, such as `reviewing`. */
        readonly status: string;
      }
    | {
        /** Says that the task succeeded and names no file. Waits for a poll of a finished task. */
        readonly name: 'completed-without-url';
      }
    | {
        /** APIXO only: success without `costTime`. Waits for a poll of a finished task. */
        readonly name: 'missing-cost-time';
      }
    | {
        /** The task that was just accepted is not known yet. */
        readonly name: 'poll-not-found';
      }
  );

/** Decides, at the next accepted submit, the fate of the task that it creates. */
export type TaskFault = Repeated &
  (
    | {
        readonly name: 'task-fails';
        /**
         * The vendor's code (APIXO's `failCode`, the `name` of an AI/ML error, fal.ai's `type`); none
         * at Apiframe.
         */
        readonly code?: string;
        /** The vendor's text. */
        readonly message?: string;
        /**
         * fal.ai only: the HTTP status of its result, 400 to 599.
         * @default 422 with a code, 500 without
         */
        readonly status?: number;
      }
    | {
        /** Apiframe and AI/ML only. */
        readonly name: 'task-canceled';
      }
    | {
        /** Stays running for ever. */
        readonly name: 'stuck';
      }
    | {
        /** Not at Apiframe, whose ids are UUIDs. */
        readonly name: 'odd-task-id';
        /** A number is sent as a JSON number. */
        readonly id: string | number;
      }
  );
