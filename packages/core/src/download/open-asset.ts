import { downloadError } from './download-error.ts';
import type { GuardedFetch, GuardedResponse } from './guarded-fetch.ts';

/** Where one download stands; changed as it goes on. */
export interface Transfer {
  /** Where the last answer came from: after redirects, which a range would not survive. */
  url: string;
  hasBegun: boolean;
  received: number;
  /** Unknown: the file can only be read again from its start. */
  etag: string | undefined;
  totalBytes: number | undefined;
  declaredType: string | undefined;
  mediaType: string;
}

export function newTransfer(url: string): Transfer {
  return {
    url,
    hasBegun: false,
    received: 0,
    etag: undefined,
    totalBytes: undefined,
    declaredType: undefined,
    mediaType: 'application/octet-stream',
  };
}

interface OpenAssetOptions {
  readonly fetch: GuardedFetch;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks for a file, or for what is missing of it. The answer may still be the whole file: then the
 * transfer is at its start again.
 */
export async function openAsset(
  transfer: Transfer,
  { fetch, signal }: OpenAssetOptions,
): Promise<GuardedResponse> {
  const { received, etag } = transfer;
  const isResume = received > 0 && etag !== undefined;
  const headers = isResume ? { range: `bytes=${received}-`, 'if-range': etag } : {};
  const response = await fetch(transfer.url, { signal, headers });
  if (response.status === 200) {
    transfer.url = response.url;
    transfer.hasBegun = true;
    transfer.received = 0;
    transfer.etag = strongEtag(response);
    transfer.totalBytes = declaredLength(response);
    transfer.declaredType = declaredType(response);
    return response;
  }
  if (isResume && isContinuation(response, transfer)) return response;
  // The server cannot continue this file, so the next try begins anew.
  if (response.status === 206 || response.status === 416) transfer.etag = undefined;
  await discard(response);
  throw statusError(response.status, hostOf(response.url));
}

/** Frees the connection of an answer that is not read. */
export async function discard({ body }: GuardedResponse): Promise<void> {
  // A body that is broken already has nothing left to free.
  await body.cancel().catch(() => {});
}

/** The only part of a URL that may be shown. */
export function hostOf(url: string): string {
  return URL.parse(url)?.host ?? 'the server';
}

/** An answer that begins elsewhere, or belongs to another version, would spoil the file. */
function isContinuation(response: GuardedResponse, transfer: Transfer): boolean {
  if (response.status !== 206) return false;
  const header = response.headers.get('content-range') ?? '';
  const [, offset, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(header) ?? [];
  if (offset === undefined || Number(offset) !== transfer.received) return false;
  const isOtherLength =
    total !== '*' && transfer.totalBytes !== undefined && Number(total) !== transfer.totalBytes;
  const etag = response.headers.get('etag');
  return !isOtherLength && (etag === null || etag === transfer.etag);
}

function declaredLength({ headers }: GuardedResponse): number | undefined {
  const length = headers.get('content-length');
  // A fetch that decodes the body has another length than the server declared.
  const isDecoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  return length === null || isDecoded ? undefined : Number(length);
}

/** Without parameters; anything else than a plain media type is not believed, nor printed. */
function declaredType({ headers }: GuardedResponse): string | undefined {
  const [type = ''] = (headers.get('content-type') ?? '').split(';');
  const normalized = type.trim().toLowerCase();
  return /^[\w.+-]{1,40}\/[\w.+-]{1,80}$/.test(normalized) ? normalized : undefined;
}

/** If-Range needs a strong validator; a weak one promises nothing about single bytes. */
function strongEtag({ headers }: GuardedResponse): string | undefined {
  const etag = headers.get('etag') ?? '';
  return /^"[\x21\x23-\x7e]*"$/.test(etag) ? etag : undefined;
}

const expiredStatuses: readonly number[] = [401, 403, 404, 410];

function statusError(status: number, host: string): Error {
  return expiredStatuses.includes(status)
    ? downloadError({
        code: 'asset-expired',
        message: `${host} no longer serves the file (HTTP ${status}).`,
        status,
      })
    : downloadError({
        code: 'archive-failed',
        message: `${host} answered HTTP ${status} instead of the file.`,
        status,
      });
}
