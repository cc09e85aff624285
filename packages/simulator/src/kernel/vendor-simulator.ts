import type { Bill } from './bill.ts';
import type { WebhookDelivery } from './deliver-webhook.ts';
import type { Fault, Operation } from './fault.ts';
import type { SimulatedTask } from './simulated-task.ts';

/** A vendor that exists only in this process, behind a `fetch`. */
export interface VendorSimulator {
  readonly vendor: 'apixo' | 'apiframe' | 'aimlapi' | 'fal';
  /** The API's base URL, as an adapter's `baseUrl` setting wants it. */
  readonly baseUrl: string;
  /** The origins this simulator answers for: the API's, the file host's, and where it is served. */
  readonly origins: readonly string[];
  /** A key that it accepts. */
  readonly apiKey: string;
  /**
   * Answers like the vendor; made to be the `fetch` of an adapter.
   *
   * Obeys the signal and the redirect mode. A broken connection rejects with the TypeError that
   * Node's fetch throws; a host that is not the vendor's is unknown.
   */
  readonly fetch: typeof fetch;
  /** What the account was charged so far; reads are live. */
  readonly bill: Bill;
  /** Every request that arrived, oldest first, refused ones included. */
  readonly requests: readonly RecordedRequest[];
  /** Every task that was accepted, oldest first. */
  readonly tasks: readonly SimulatedTask[];
  /** Every attempt to deliver a webhook, oldest first; none ever at AI/ML API. */
  readonly deliveries: readonly WebhookDelivery[];
  /** @throws {TypeError} for a fault that this vendor cannot have */
  inject(fault: Fault): void;
  clearFaults(): void;
  /**
   * Answers for `origin` too and points the URLs of results and uploads there; the returned
   * function undoes it. The server entry calls it.
   */
  serveAt(origin: string): () => void;
}

/** A request as it arrived. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** Lower-case names. Holds the caller's key. */
  readonly headers: Readonly<Record<string, string>>;
  /** The body as text; a multipart body is described by its size. */
  readonly body: string;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Undefined for a path that the vendor does not have. */
  readonly operation: Operation | undefined;
}
