import { abortedError, downloadError } from './download-error.ts';
import { tooLargeError } from './guarded-body.ts';
import type { GuardedFetch } from './guarded-fetch.ts';
import type { Transfer } from './open-asset.ts';
import { discard, hostOf, openAsset } from './open-asset.ts';
import { sniffedBytes, sniffVideo } from './sniff-video.ts';

/** Bytes of a file and where they belong. Offset 0 again means: forget what came before. */
export interface AssetPiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface ReadBodyOptions {
  readonly fetch: GuardedFetch;
  readonly signal: AbortSignal | undefined;
  readonly maxBytes: number;
  readonly expect: 'video' | 'any';
}

/** Reads as much of a file as one connection gives, and fails unless that was all of it. */
export async function* readBody(
  transfer: Transfer,
  options: ReadBodyOptions,
): AsyncGenerator<AssetPiece, void, void> {
  const { signal, maxBytes, expect } = options;
  const response = await openAsset(transfer, options);
  const host = hostOf(transfer.url);
  if (transfer.totalBytes !== undefined && transfer.totalBytes > maxBytes) {
    await discard(response);
    throw tooLargeError(host, maxBytes);
  }
  for await (const bytes of withHead(response.body, transfer.received === 0 ? sniffedBytes : 0)) {
    if (signal?.aborted) throw abortedError();
    const offset = transfer.received;
    if (offset === 0) transfer.mediaType = toMediaType(bytes, transfer, expect);
    transfer.received += bytes.byteLength;
    if (transfer.received > maxBytes) throw tooLargeError(host, maxBytes);
    yield { offset, bytes, mediaType: transfer.mediaType };
  }
  requireComplete(transfer, host);
}

/** The chunks as they come, but the first one holds at least `headBytes`, if there are so many. */
async function* withHead(
  body: ReadableStream<Uint8Array>,
  headBytes: number,
): AsyncGenerator<Uint8Array, void, void> {
  let head = Buffer.alloc(0);
  let isHeadComplete = headBytes === 0;
  for await (const chunk of body) {
    if (isHeadComplete) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    isHeadComplete = head.byteLength >= headBytes;
    if (isHeadComplete) yield head;
  }
  if (!isHeadComplete && head.byteLength > 0) yield head;
}

function toMediaType(
  head: Uint8Array,
  { declaredType, url }: Transfer,
  expect: 'video' | 'any',
): string {
  const sniffed = sniffVideo(head, declaredType);
  if (sniffed !== undefined) return sniffed;
  if (expect === 'any') return declaredType ?? 'application/octet-stream';
  const declared = declaredType === undefined ? '' : ` (declared as ${declaredType})`;
  const message = `What ${hostOf(url)} serves is not a video${declared}.`;
  throw downloadError({ code: 'archive-failed', message });
}

function requireComplete({ received, totalBytes }: Transfer, host: string): void {
  if (received === 0) {
    const message = `${host} served an empty file.`;
    throw downloadError({ code: 'archive-failed', message });
  }
  if (totalBytes === undefined || received === totalBytes) return;
  throw downloadError({
    code: 'archive-failed',
    message: `${host} sent ${received} of ${totalBytes} bytes.`,
    // Node itself says so where a connection ends early.
    cause: { code: 'ECONNRESET', call: 'read' },
  });
}
