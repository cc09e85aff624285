import type { ErrorCode, SystemCause } from '../video-gateway-error.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';

interface DownloadErrorDetails {
  readonly code: Extract<
    ErrorCode,
    'aborted' | 'archive-failed' | 'asset-expired' | 'invalid-request'
  >;
  readonly message: string;
  readonly status?: number;
  readonly cause?: SystemCause | undefined;
}

/** Reading a result neither costs nor refunds anything, so these errors never say `charged: no`. */
export function downloadError(details: DownloadErrorDetails): VideoGatewayError {
  return new VideoGatewayError({
    ...details,
    operation: 'download',
    outcome: outcomeOf(details.code),
    charged: 'unknown',
  });
}

function outcomeOf(code: DownloadErrorDetails['code']): 'rejected' | 'accepted' | 'unknown' {
  switch (code) {
    case 'archive-failed':
    case 'asset-expired':
      return 'accepted';
    case 'invalid-request':
      return 'rejected';
    case 'aborted':
      return 'unknown';
  }
}

export function abortedError(): VideoGatewayError {
  return downloadError({ code: 'aborted', message: 'The download was aborted by its caller.' });
}

/**
 * What a failed connection, body or file becomes. Only a system code and call are taken over:
 * messages of other errors may hold the URL.
 */
export function toDownloadError(what: string, error: unknown): VideoGatewayError {
  if (VideoGatewayError.isInstance(error)) return error;
  const cause = toSystemCause(error);
  const reason = cause === undefined ? '' : ` (${cause.code})`;
  return downloadError({ code: 'archive-failed', message: `${what}${reason}.`, cause });
}

const systemCodePattern = /^[A-Z][A-Z0-9_]{1,63}$/;
const systemCallPattern = /^[a-z][a-z0-9]{1,31}$/;

function toSystemCause(error: unknown): SystemCause | undefined {
  if (!(error instanceof Error)) return undefined;
  const code = 'code' in error ? error.code : undefined;
  if (typeof code !== 'string' || !systemCodePattern.test(code)) return undefined;
  const call = 'syscall' in error ? error.syscall : undefined;
  return typeof call === 'string' && systemCallPattern.test(call) ? { code, call } : { code };
}
