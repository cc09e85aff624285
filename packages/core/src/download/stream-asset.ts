import type { AssetOptions } from './asset-options.ts';
import { assetPieces } from './asset-pieces.ts';
import { downloadError } from './download-error.ts';

/**
 * Opens a produced file as a stream; the promise settles when its first bytes have been checked. A
 * broken connection is resumed up to three times where the server can continue the very same file;
 * where it cannot, the stream errors, as bytes that were handed out cannot be taken back.
 *
 * @throws {VideoGatewayError} as `readAsset` does; so does the stream while it is read.
 */
export async function streamAsset(
  url: string | URL,
  options: AssetOptions = {},
): Promise<ReadableStream<Uint8Array>> {
  const stop = new AbortController();
  const { signal: given } = options;
  const signal = given === undefined ? stop.signal : AbortSignal.any([given, stop.signal]);
  const pieces = assetPieces(url, { ...options, signal });
  let next: Awaited<ReturnType<typeof pieces.next>> | undefined = await pieces.next();
  let delivered = 0;
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const { done, value } = next ?? (await pieces.next());
    next = undefined;
    if (done === true) return controller.close();
    if (value.offset !== delivered) {
      stop.abort();
      const message = 'The download broke off, and the server cannot continue it.';
      throw downloadError({ code: 'archive-failed', message });
    }
    delivered += value.bytes.byteLength;
    controller.enqueue(value.bytes);
  };
  const cancel = async () => {
    stop.abort();
    // The abort is what it ends with; whoever cancels does not want to hear of it.
    await pieces.return().catch(() => {});
  };
  return new ReadableStream({ pull, cancel }, { highWaterMark: 0 });
}
