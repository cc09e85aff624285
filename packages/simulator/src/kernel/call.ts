import type { AnswerFault, Operation } from './fault.ts';

/** One request that reached a simulator, its body read. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly bytes: Uint8Array;
  /** The key that the caller showed; set for every route that is not public. */
  readonly apiKey: string;
  /** The simulator's own id for this request. */
  readonly requestId: string;
  readonly at: number;
  readonly signal: AbortSignal;
}

/** One endpoint of a vendor. */
export interface Route {
  readonly operation: Operation;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Matched against the whole path; named groups are the path's parameters. */
  readonly path: RegExp;
  /** The host that has it, if that is not the API's. */
  readonly origin?: string;
  /** Needs no key. */
  readonly isPublic?: true;
  answer(call: Call, parameters: Readonly<Record<string, string>>): Response | Promise<Response>;
}

/** The key of a call that is let in, or why it is not. */
export type Entry = { readonly apiKey: string } | 'missing' | 'invalid';

/** A vendor's endpoints and its way to refuse. */
export interface VendorApi {
  readonly routes: readonly Route[];
  authenticate(headers: Headers): Entry;
  unauthorized(call: Call, reason: 'missing' | 'invalid'): Response;
  /** Refuses in the vendor's own form. */
  refuse(call: Call, fault: AnswerFault): Response;
  /** The answer for a path that the vendor does not have. */
  notFound(call: Call): Response;
  /** Adds what every answer of the API carries. */
  finish?(call: Call, response: Response): Response;
}

/** The body as JSON; undefined when it is none. */
export function jsonBody(call: Call): unknown {
  const mediaType = call.headers.get('content-type') ?? '';
  if (!/^application\/json\b/i.test(mediaType)) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(call.bytes));
  } catch {
    return undefined;
  }
}

/** Looks for one of `apiKeys` in `Authorization: Bearer`. */
export function bearerKey(headers: Headers, apiKeys: readonly string[]): Entry {
  const apiKey = /^Bearer (.+)$/.exec(headers.get('authorization') ?? '')?.[1];
  if (apiKey === undefined) return 'missing';
  return apiKeys.includes(apiKey) ? { apiKey } : 'invalid';
}
