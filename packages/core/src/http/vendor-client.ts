import ky from 'ky';
import type { z } from 'zod';
import type { JsonObject } from '../json.ts';
import type { Clock } from '../ports.ts';
import { systemClock } from '../ports.ts';
import type { ProviderCallOptions, ProviderTraits } from '../provider.ts';
import type { Secret } from '../secret.ts';
import { toKeptText } from '../to-kept-text.ts';
import type { ErrorCode, Operation } from '../video-gateway-error.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { Deadline } from './deadline.ts';
import { startDeadline } from './deadline.ts';
import { freshFetch } from './fresh-fetch.ts';
import { mergeHeaders } from './merge-headers.ts';
import { BodyTooLargeError, readCapped } from './read-capped.ts';
import { outcomeWithoutProof, toErrorCode, toOutcome, toRetryAfterMs } from './read-status.ts';
import { scrubJson } from './scrub-json.ts';
import { boundText } from './text-schema.ts';
import { toSystemFailure } from './to-system-cause.ts';

/** Characters; vendors' keys are far longer. */
const shortestRealKey = 16;
/** No vendor has reason to answer with more; a body beyond it is not read on. */
const maxBodyBytes = 1024 * 1024;

/** Settings of {@link createVendorClient}. */
export interface VendorClientSettings {
  /** The provider's id, for errors. */
  readonly provider: string;
  readonly baseUrl: string;
  readonly apiKey: () => Promise<Secret>;
  /** The header that carries the key. */
  readonly authorize: (key: string) => Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly timeoutMs: number;
  readonly fetch?: typeof fetch | undefined;
  readonly traits: Pick<ProviderTraits, 'rejectedStatuses'>;
  /** Finds the vendor's own word for what is wrong; nothing where the answer is fine. */
  readonly toFault: (answer: VendorAnswer) => VendorFault | undefined;
}

/** An answer as far as the transport understands it. */
export interface VendorAnswer {
  readonly operation: Operation;
  readonly status: number;
  /** The parsed body, or nothing where it is no JSON. */
  readonly body: unknown;
}

/** What a vendor's answer means. What is absent follows from the status. */
export interface VendorFault {
  /** The vendor's own status where it differs from HTTP's, as in an error envelope on HTTP 200. */
  readonly status?: number | undefined;
  readonly code?: ErrorCode | undefined;
  readonly message?: string | undefined;
  readonly reshaped?: boolean | undefined;
}

/** One call to a vendor, and how its answer is read. */
export interface VendorCall<Body> {
  readonly operation: Operation;
  readonly method: 'get' | 'post';
  /** Below `baseUrl`, without a leading slash; ids already URL-encoded. */
  readonly path: string;
  readonly schema: z.ZodType<Body>;
  readonly searchParams?: Readonly<Record<string, string>> | undefined;
  readonly json?: JsonObject | undefined;
  readonly form?: FormData | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Whether the key is needed and sent. @default true */
  readonly authenticated?: boolean | undefined;
  /** For errors about a task. */
  readonly taskId?: string | undefined;
  /** Names the task of a submit's body. Whatever its status, an answer with one refuses nothing. */
  readonly toTaskId?: ((body: Body) => string) | undefined;
}

/** An answer that was understood. */
export interface VendorReply<Body> {
  readonly body: Body;
  readonly headers: Headers;
  readonly requestId?: string | undefined;
}

/** Speaks HTTP with one vendor: one request per call, every failure a `VideoGatewayError`. */
export interface VendorClient {
  send<Body>(call: VendorCall<Body>, options?: ProviderCallOptions): Promise<VendorReply<Body>>;
}

/** A client that sends each call as exactly one request, and whose errors cannot carry a key. */
export function createVendorClient(settings: VendorClientSettings): VendorClient {
  return {
    async send(call, options = {}) {
      const clock = options.clock ?? systemClock;
      const deadline = startDeadline(settings.timeoutMs, clock, options.signal);
      const exchange = new Exchange(settings, call, deadline, clock);
      try {
        return await exchange.run();
      } finally {
        deadline.clear();
      }
    },
  };
}

/** One request and its answer. A class because how far it came decides what its failure means. */
class Exchange<Body> {
  readonly #settings: VendorClientSettings;
  readonly #call: VendorCall<Body>;
  readonly #deadline: Deadline;
  readonly #clock: Clock;
  #key: Secret | undefined;
  #sent = false;
  #answered = false;

  constructor(
    settings: VendorClientSettings,
    call: VendorCall<Body>,
    deadline: Deadline,
    clock: Clock,
  ) {
    this.#settings = settings;
    this.#call = call;
    this.#deadline = deadline;
    this.#clock = clock;
  }

  async run(): Promise<VendorReply<Body>> {
    try {
      const { authenticated = true } = this.#call;
      if (authenticated) {
        this.#key = await Promise.race([this.#settings.apiKey(), this.#deadline.ended]);
      }
      if (this.#deadline.signal.aborted) throw new DOMException('Ended.', 'AbortError');
      const response = await Promise.race([this.#request(), this.#deadline.ended]);
      this.#answered = true;
      const text = await Promise.race([
        readCapped(response, maxBodyBytes, this.#deadline.signal),
        this.#deadline.ended,
      ]);
      return this.#read(response, this.#toBody(text));
    } catch (error) {
      throw VideoGatewayError.isInstance(error) ? error : this.#withoutAnswer(error);
    }
  }

  #request(): Promise<Response> {
    const { operation, json, form, headers, searchParams, method } = this.#call;
    this.#sent = true;
    return ky(new URL(this.#call.path, withSlash(this.#settings.baseUrl)), {
      method,
      headers: mergeHeaders(
        { accept: 'application/json' },
        this.#settings.headers,
        headers,
        // Last, so that nothing can take the key's place.
        this.#key && this.#settings.authorize(this.#key.reveal()),
      ),
      ...(json === undefined ? {} : { json }),
      ...(form === undefined ? {} : { body: form }),
      ...(searchParams === undefined ? {} : { searchParams }),
      fetch: this.#settings.fetch ?? (operation === 'submit' ? freshFetch : fetch),
      signal: this.#deadline.signal,
      // One call is one request: no retry, no redirect that would send a POST again.
      retry: 0,
      redirect: 'manual',
      timeout: false,
      throwHttpErrors: false,
    });
  }

  /** The body as JSON, if it is any, without a key that the vendor echoed. */
  #toBody(text: string): unknown {
    // A dummy key as short as a word would change what is read; a real one stands in no id.
    const key = this.#key;
    if (key === undefined || key.length < shortestRealKey) return parseJson(text);
    const body = parseJson(key.scrub(text));
    // JSON may write any character as an escape, which a search of its text does not see.
    return text.includes('\\') ? scrubJson(body, key) : body;
  }

  #read(response: Response, body: unknown): VendorReply<Body> {
    const { operation, schema } = this.#call;
    const requestId = scrub(response.headers.get('x-request-id') ?? '', this.#key) || undefined;
    const fault = this.#settings.toFault({ operation, status: response.status, body });
    if (fault !== undefined || !response.ok) {
      throw this.#refused(response, fault ?? {}, requestId, this.#taskIn(body));
    }
    if (body === undefined) throw this.#unreadable('no JSON', response.status, requestId);
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      const problems = parsed.error.issues.slice(0, 3).map((issue) => {
        return `${issue.path.map(String).join('.') || 'the body'}: ${issue.message}`;
      });
      throw this.#unreadable(problems.join('; '), response.status, requestId);
    }
    return { body: parsed.data, headers: response.headers, requestId };
  }

  #taskIn(body: unknown): string | undefined {
    const { toTaskId, schema } = this.#call;
    const parsed = toTaskId && schema.safeParse(body).data;
    return parsed && toTaskId?.(parsed);
  }

  #refused(
    response: Response,
    fault: VendorFault,
    requestId: string | undefined,
    taskId: string | undefined,
  ): VideoGatewayError {
    const { operation } = this.#call;
    const status = fault.status ?? response.status;
    const type = response.headers.get('content-type') ?? 'no body';
    const said = fault.message ?? `(${type.split(';')[0]})`;
    return this.#error({
      code: fault.code ?? toErrorCode(status, operation),
      outcome:
        taskId === undefined ? toOutcome(status, operation, this.#settings.traits) : 'unknown',
      message: `answered ${status} to ${operation}: ${said}`,
      taskId,
      status,
      requestId,
      retryAfterMs: toRetryAfterMs(response.headers.get('retry-after'), this.#clock.now()),
      reshaped: fault.reshaped,
    });
  }

  #unreadable(what: string, status: number, requestId: string | undefined): VideoGatewayError {
    return this.#error({
      code: 'invalid-response',
      outcome: outcomeWithoutProof(this.#call.operation),
      message: `answered ${status} to ${this.#call.operation} with something unreadable: ${what}`,
      status,
      requestId,
    });
  }

  #withoutAnswer(error: unknown): VideoGatewayError {
    const { operation } = this.#call;
    const inDoubt = this.#sent ? outcomeWithoutProof(operation) : 'rejected';
    if (this.#deadline.timedOut) {
      const message = `gave no answer to ${operation} within ${this.#settings.timeoutMs} ms`;
      return this.#error({ code: 'timeout', outcome: inDoubt, message });
    }
    if (this.#deadline.signal.aborted) {
      return this.#error({
        code: 'aborted',
        outcome: inDoubt,
        message: `${operation} was aborted`,
      });
    }
    if (error instanceof BodyTooLargeError) {
      const message = `answered ${operation} with more than ${maxBodyBytes} bytes`;
      return this.#error({ code: 'invalid-response', outcome: inDoubt, message });
    }
    const { cause, sent } = toSystemFailure(error);
    const neverSent = sent === 'no' && operation === 'submit' && !this.#answered;
    return this.#error({
      code: 'network',
      outcome: neverSent ? 'rejected' : inDoubt,
      message: `${sent === 'no' ? 'could not be reached' : 'broke the connection'} during ${operation}${cause === undefined ? '' : ` (${cause.code})`}`,
      cause,
    });
  }

  #error(details: ConstructorParameters<typeof VideoGatewayError>[0]): VideoGatewayError {
    const { provider } = this.#settings;
    const { operation, taskId } = this.#call;
    const clean = (text: string): string => scrub(text, this.#key);
    return new VideoGatewayError({
      ...details,
      message: clean(`${provider} ${details.message}`),
      requestId: details.requestId === undefined ? undefined : clean(details.requestId),
      provider,
      operation,
      taskId: taskId ?? details.taskId,
    });
  }
}

/** Texts of foreign origin: without our key, on one line, not endless. */
function scrub(text: string, key: Secret | undefined): string {
  const line = boundText(key === undefined ? text : key.scrub(text));
  return toKeptText(line.replaceAll(/\s+/g, ' ').trim(), 300);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function withSlash(url: string): string {
  return url.endsWith('/') ? url : `${url}/`;
}
