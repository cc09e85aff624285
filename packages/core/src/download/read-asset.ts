import type { AssetOptions } from './asset-options.ts';
import { assetPieces } from './asset-pieces.ts';

/**
 * Reads a produced file into memory, resuming a broken connection up to three times. For anything
 * long use `saveAsset` or `streamAsset`.
 *
 * @throws {VideoGatewayError} as `saveAsset` does, apart from what concerns the path.
 */
export async function readAsset(
  url: string | URL,
  options: AssetOptions = {},
): Promise<Uint8Array> {
  const { maxBytes = 512 * 1024 ** 2 } = options;
  let chunks: Uint8Array[] = [];
  let length = 0;
  for await (const { offset, bytes } of assetPieces(url, { ...options, maxBytes })) {
    if (offset === 0) chunks = [];
    chunks.push(bytes);
    length = offset + bytes.byteLength;
  }
  const file = new Uint8Array(length);
  let offset = 0;
  for (const chunk of chunks) {
    file.set(chunk, offset);
    offset += chunk.byteLength;
  }
  return file;
}
