import { systemClock } from '../ports.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { AssetOptions } from './asset-options.ts';
import { abortedError, toDownloadError } from './download-error.ts';
import { requireNumber } from './download-settings.ts';
import { createGuardedFetch } from './guarded-fetch.ts';
import type { Transfer } from './open-asset.ts';
import { hostOf, newTransfer } from './open-asset.ts';
import { pause } from './pause.ts';
import type { AssetPiece } from './read-body.ts';
import { readBody } from './read-body.ts';

const resumeDelaysMs: readonly number[] = [500, 1_000, 2_000];

/** Yields a file piece by piece and ends only when it is complete. */
export async function* assetPieces(
  url: string | URL,
  options: AssetOptions,
): AsyncGenerator<AssetPiece, void, void> {
  const transfer = newTransfer(String(url));
  // Outside of the resuming part: what a caller's function throws is no broken connection.
  for await (const piece of resumedPieces(transfer, options)) {
    yield piece;
    const { totalBytes } = transfer;
    const bytes = piece.offset + piece.bytes.byteLength;
    options.onProgress?.(totalBytes === undefined ? { bytes } : { bytes, totalBytes });
  }
}

/**
 * Resumes a download that breaks off up to three times. One that does not even begin is left to
 * the caller, who may know of a fresh URL.
 */
async function* resumedPieces(
  transfer: Transfer,
  options: AssetOptions,
): AsyncGenerator<AssetPiece, void, void> {
  const { signal, clock = systemClock, fetch = createGuardedFetch() } = options;
  const { maxBytes = 2 * 1024 ** 3, expect = 'video' } = options;
  requireNumber('maxBytes', maxBytes, Number.MAX_SAFE_INTEGER);
  const original = transfer.url;
  for (let resumes = 0; ; resumes += 1) {
    try {
      return yield* readBody(transfer, { fetch, signal, maxBytes, expect });
    } catch (error) {
      if (signal?.aborted) throw abortedError();
      const delayMs = transfer.hasBegun ? resumeDelaysMs[resumes] : undefined;
      // A redirect's target may expire long before the URL that leads there.
      const isTargetGone = isExpired(error) && transfer.url !== original;
      if (delayMs === undefined || !(isTargetGone || isPassing(error))) {
        throw toDownloadError(`The download from ${hostOf(transfer.url)} broke off`, error);
      }
      if (isTargetGone) transfer.url = original;
      await pause(clock, delayMs, signal);
    }
  }
}

function isExpired(error: unknown): boolean {
  return VideoGatewayError.isInstance(error) && error.code === 'asset-expired';
}

/** A connection failed, or the server had a bad moment; a rule that refuses will do so again. */
function isPassing(error: unknown): boolean {
  if (!VideoGatewayError.isInstance(error)) return true;
  const hasReason = error.cause !== undefined || error.status !== undefined;
  return error.code === 'archive-failed' && hasReason;
}
