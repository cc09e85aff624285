import type { ClientRequest, IncomingMessage } from 'node:http';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { checkedLookup } from './checked-lookup.ts';
import { downloadError, toDownloadError } from './download-error.ts';
import type { DownloadLimits } from './download-settings.ts';
import { isPublicAddress } from './public-address.ts';
import type { Target } from './url-rule.ts';

interface HopOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly limits: DownloadLimits;
  /** Its reason is the error to fail with. */
  readonly signal: AbortSignal;
}

/** One GET on a fresh connection; redirects are answers like any other. */
export async function requestHop(target: Target, options: HopOptions): Promise<IncomingMessage> {
  const { limits, signal } = options;
  signal.throwIfAborted();
  const host = target.url.host;
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = createRequest(target, options);
  const fail = (error: unknown) => {
    reject(error);
    request.destroy();
  };
  const failLater = (doing: string, delayMs: number) =>
    limits.clock.setTimer(() => fail(timeoutError(host, doing, delayMs)), delayMs);
  const abort = () => fail(signal.reason);

  let cancelTimer = failLater('connect', limits.connectTimeoutMs);
  signal.addEventListener('abort', abort, { once: true });
  request.on('socket', (socket) => {
    // The third belt: whatever resolved or connected, nothing is sent to a private address.
    socket.once('connect', () => {
      if (!target.opened && !isConnectedToPublic(socket)) fail(notPublicError(host));
    });
    socket.once(target.url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      cancelTimer();
      cancelTimer = failLater('answer', limits.idleTimeoutMs);
    });
  });
  request.once('response', resolve);
  // Stays: an error after the answer is the body's to report, but must not be unhandled here.
  request.on('error', (error) => reject(toDownloadError(`${host} could not be reached`, error)));
  request.once('close', () => reject(toDownloadError(`${host} gave no answer`, undefined)));
  request.end();
  try {
    return await promise;
  } finally {
    cancelTimer();
    signal.removeEventListener('abort', abort);
  }
}

function createRequest(target: Target, { headers, limits }: HopOptions): ClientRequest {
  const { url } = target;
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return send({
    method: 'GET',
    hostname: target.hostname,
    port: target.port,
    path: `${url.pathname}${url.search}`,
    headers: { ...headers, 'accept-encoding': 'identity' },
    // Neither a pooled connection nor the global agent, which may go through a proxy.
    agent: false,
    lookup: target.opened ? limits.lookup : checkedLookup(limits.lookup),
    // Not left to NODE_TLS_REJECT_UNAUTHORIZED.
    rejectUnauthorized: true,
  });
}

function isConnectedToPublic(socket: Socket): boolean {
  return socket.remoteAddress !== undefined && isPublicAddress(socket.remoteAddress);
}

function notPublicError(host: string): Error {
  const message = `Refused to talk to ${host}: the connection leads to an address that is not public.`;
  return downloadError({ code: 'archive-failed', message });
}

function timeoutError(host: string, doing: string, delayMs: number): Error {
  return downloadError({
    code: 'archive-failed',
    message: `${host} did not ${doing} within ${delayMs} ms.`,
    cause: { code: 'ETIMEDOUT' },
  });
}
