import type { SystemCause } from '../video-gateway-error.ts';

/** Failures that happen before a byte of the request is sent: the vendor surely made no task. */
const beforeSending = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  // The handshake failed: nothing is sent before it is over.
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_UNSUPPORTED_PROTOCOL',
  'ERR_SSL_NO_PROTOCOLS_AVAILABLE',
  'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
  'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  'ERR_SSL_TLSV1_UNRECOGNIZED_NAME',
]);

/** Failures that may come at any time, also after the request was read by the vendor. */
const anyTime = new Set([
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EPROTO',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
]);

const calls = new Set(['connect', 'getaddrinfo', 'read', 'write']);

export interface SystemFailure {
  readonly cause: SystemCause | undefined;
  /** Whether the request surely never left this machine. */
  readonly sent: 'no' | 'unknown';
}

/**
 * Finds the system error in what `fetch` threw and says whether anything can have been sent.
 *
 * Only codes and calls from a list are taken over: the errors themselves quote URLs and headers.
 */
export function toSystemFailure(error: unknown): SystemFailure {
  for (let link = error, depth = 0; depth < 6; depth += 1, link = Reflect.get(link, 'cause')) {
    if (typeof link !== 'object' || link === null) break;
    const code: unknown = Reflect.get(link, 'code');
    if (typeof code !== 'string' || !(beforeSending.has(code) || anyTime.has(code))) continue;
    const call: unknown = Reflect.get(link, 'syscall');
    const known = typeof call === 'string' && calls.has(call) ? call : undefined;
    return {
      cause: known === undefined ? { code } : { code, call: known },
      // A time-out or reset of `connect` itself: no connection, so nothing was sent over it.
      sent: beforeSending.has(code) || known === 'connect' ? 'no' : 'unknown',
    };
  }
  return { cause: undefined, sent: 'unknown' };
}
