import type { IncomingMessage } from 'node:http';
import type { CallLimit } from './call-limit.ts';
import { startCallLimit } from './call-limit.ts';
import { downloadError, toDownloadError } from './download-error.ts';
import type { DownloadLimits, DownloadSettings } from './download-settings.ts';
import { toDownloadLimits } from './download-settings.ts';
import { guardedBody, tooLargeError } from './guarded-body.ts';
import { requestHop } from './request-hop.ts';
import type { Target, UrlRule } from './url-rule.ts';
import { createUrlRule } from './url-rule.ts';

/** What may be said about one guarded fetch. */
export interface GuardedFetchOptions {
  /** Ends the call at once, also between two chunks of the body. */
  readonly signal?: AbortSignal | undefined;
  /**
   * `accept`, `range` and `if-range`, in any case; any other header is refused, so that no key can
   * be sent. They go to the first host only, never along a redirect.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** An answer of any status but a redirect that could be followed. */
export interface GuardedResponse {
  readonly status: number;
  readonly headers: Headers;
  /** Where the answer came from, after redirects. A signed URL is a secret: do not log it. */
  readonly url: string;
  /** Must be read to its end or cancelled: it holds a connection until the total time is over. */
  readonly body: ReadableStream<Uint8Array>;
}

/**
 * Fetches a URL that came from somebody else. Never throws for a status; never retries.
 *
 * @throws {VideoGatewayError} `invalid-request` when the URL or a header is refused as given;
 * `archive-failed` when something on the way is refused, breaks, is too large or too slow;
 * `aborted` when the signal says so. Messages name the host and the rule, never path or query.
 */
export type GuardedFetch = (
  url: string | URL,
  options?: GuardedFetchOptions,
) => Promise<GuardedResponse>;

const maxRedirects = 5;
const redirectStatuses: readonly number[] = [301, 302, 303, 307, 308];
const sendableHeaders: readonly string[] = ['accept', 'range', 'if-range'];

/**
 * Creates a fetch for URLs that nobody here has chosen: results, and frames of strangers. It sends
 * a GET over https on port 443 to public addresses only, on a fresh connection to the very address
 * that was checked, past any proxy of the environment; at most 5 redirects are followed, each one
 * checked like the first.
 *
 * It is no substitute for a network without routes to internal hosts. Answers of NAT64 resolvers
 * (64:ff9b::/96) are refused, too.
 *
 * @throws {TypeError} when a setting is out of range.
 */
export function createGuardedFetch(settings: DownloadSettings = {}): GuardedFetch {
  const limits = toDownloadLimits(settings);
  const rule = createUrlRule(settings.allowHosts ?? []);
  return async (url, options = {}) => {
    const target = toFirstTarget(url, rule);
    const headers = toSendableHeaders(options.headers ?? {});
    const { host } = target.url;
    const { clock, totalTimeoutMs } = limits;
    const limit = startCallLimit({ signal: options.signal, clock, host, totalTimeoutMs });
    try {
      return await follow(target, { headers, rule, limits, limit });
    } catch (error) {
      limit.release();
      throw toDownloadError(`The answer of ${host} could not be read`, error);
    }
  };
}

interface FollowOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly rule: UrlRule;
  readonly limits: DownloadLimits;
  readonly limit: CallLimit;
}

async function follow(first: Target, options: FollowOptions): Promise<GuardedResponse> {
  const { rule, limits, limit } = options;
  let target = first;
  for (let redirects = 0; ; redirects += 1) {
    const headers = redirects === 0 ? options.headers : {};
    const message = await requestHop(target, { headers, limits, signal: limit.signal });
    const location = toLocation(message, target.url);
    if (location === undefined) return toGuardedResponse(message, target, options);
    message.destroy();
    const from = target.url.host;
    const refuse = (reason: string) =>
      refusedError('archive-failed', `a redirect of ${from} to ${nameOf(location)}`, reason);
    if (redirects === maxRedirects) throw refuse(`only ${maxRedirects} redirects are followed`);
    const decision = rule(location);
    if (decision.target === undefined) throw refuse(decision.refused);
    target = decision.target;
  }
}

function toFirstTarget(url: string | URL, rule: UrlRule): Target {
  // Parsing by constructor would throw an error that prints the whole URL.
  const parsed = URL.parse(String(url));
  if (parsed === null) throw refusedError('invalid-request', 'a URL', 'it cannot be parsed');
  const decision = rule(parsed);
  if (decision.target !== undefined) return decision.target;
  throw refusedError('invalid-request', nameOf(parsed), decision.refused);
}

/** The only part of a URL that may be shown. */
function nameOf(url: URL): string {
  return url.host === '' ? `a ${url.protocol} URL` : url.host;
}

function refusedError(code: 'invalid-request' | 'archive-failed', what: string, reason: string) {
  return downloadError({ code, message: `Refused to fetch ${what}: ${reason}.` });
}

function toSendableHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [givenName, value] of Object.entries(given)) {
    const name = givenName.toLowerCase();
    if (!sendableHeaders.includes(name) || !/^[\x20-\x7e]*$/.test(value)) {
      const allowed = `only ${sendableHeaders.join(', ')} in plain text are sent`;
      throw refusedError('invalid-request', `with the header "${name}"`, allowed);
    }
    headers[name] = value;
  }
  return headers;
}

function toLocation(message: IncomingMessage, base: URL): URL | undefined {
  const { location } = message.headers;
  if (location === undefined || !redirectStatuses.includes(message.statusCode ?? 0)) {
    return undefined;
  }
  const url = URL.parse(location, base.href);
  if (url !== null) return url;
  message.destroy();
  throw refusedError('archive-failed', `a redirect of ${base.host}`, 'it cannot be parsed');
}

function toGuardedResponse(
  message: IncomingMessage,
  { url }: Target,
  { limits, limit }: FollowOptions,
): GuardedResponse {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  if (Number(headers.get('content-length') ?? 0) > limits.maxBytes) {
    message.destroy();
    throw tooLargeError(url.host, limits.maxBytes);
  }
  const body = guardedBody(message, { host: url.host, limits, limit });
  return { status: message.statusCode ?? 0, headers, url: url.href, body };
}
