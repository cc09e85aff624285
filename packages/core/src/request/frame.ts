import { describeValue } from './describe-value.ts';
import { sniffImage } from './sniff-image.ts';
import { toSha256 } from './to-sha256.ts';

/** A frame as callers give it. */
export type FrameInput = string | URL | Uint8Array | Blob | FrameFile;

/** The bytes of an image file. `mediaType` is welcome but the content decides. */
export interface FrameFile {
  /** The file's bytes, or their Base64. */
  readonly data: Uint8Array | string;
  readonly mediaType?: string | undefined;
}

/** A frame as a request keeps it: an address, or the fingerprint of bytes kept beside the job. */
export type Frame =
  | { readonly url: string }
  | { readonly sha256: string; readonly mediaType: string; readonly byteLength: number };

/** Image bytes under their own fingerprint. */
export interface Media {
  readonly sha256: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

const allowed =
  'a public http(s) URL, a data: URL, or the bytes of an image file (Uint8Array, Blob, or { data, mediaType })';

/** A frame could not be read: the message says what it was and what is allowed. */
class FrameError extends Error {}

/**
 * Reads a frame in any of the forms that callers use.
 *
 * @throws {Error} with a message that names the wrong value and the allowed forms
 */
export async function readFrame(
  input: FrameInput,
): Promise<{ readonly frame: Frame; readonly media?: Media }> {
  if (typeof input === 'string' || input instanceof URL) {
    const bytes = fromDataUrl(String(input));
    return bytes === undefined ? { frame: { url: toFrameUrl(String(input)) } } : fromBytes(bytes);
  }
  if (input instanceof Uint8Array) return fromBytes(input);
  if (input instanceof Blob) return fromBytes(new Uint8Array(await input.arrayBuffer()));
  return fromBytes(typeof input.data === 'string' ? fromBase64(input.data) : input.data);
}

async function fromBytes(bytes: Uint8Array): Promise<{ frame: Frame; media: Media }> {
  const mediaType = sniffImage(bytes);
  if (mediaType === undefined) {
    throw new FrameError(
      `got ${bytes.length === 0 ? 'no bytes' : `${bytes.length} bytes that are no image file I know`}; allowed: the bytes of a JPEG, PNG or WebP file (GIF, AVIF, HEIC, BMP and TIFF are recognised too, where a provider takes them)`,
    );
  }
  // A copy, because the caller may reuse its buffer while the job still needs these bytes.
  const copy = Uint8Array.from(bytes);
  const sha256 = await toSha256(copy);
  const media = { sha256, mediaType, bytes: copy };
  return { frame: { sha256, mediaType, byteLength: bytes.length }, media };
}

function toFrameUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && (url.protocol === 'https:' || url.protocol === 'http:')) return url.href;
  const shown = describeValue(text);
  const isAddress = /^[a-z][a-z0-9+.-]+:\/\//i.test(text) && url?.protocol !== 'file:';
  const isPath = url === null || url.protocol === 'file:' || /^[a-z]:[\\/]/i.test(text);
  if (isPath && !isAddress) {
    throw new FrameError(
      `got ${shown}, which looks like a file path; pass the file's bytes instead: await readFile(path)`,
    );
  }
  throw new FrameError(`got ${shown}; allowed: ${allowed}`);
}

function fromDataUrl(text: string): Uint8Array | undefined {
  if (!/^data:/i.test(text)) return undefined;
  const comma = text.indexOf(',');
  if (comma < 0 || !/;base64$/i.test(text.slice(0, comma))) {
    throw new FrameError('got a data: URL that is not Base64; allowed: data:image/…;base64,…');
  }
  return fromBase64(text.slice(comma + 1));
}

function fromBase64(text: string): Uint8Array {
  if (!/^[A-Za-z0-9+/_-]*={0,2}\s*$/.test(text)) {
    throw new FrameError(
      `got data that is not Base64 (${describeValue(text)}); allowed: ${allowed}`,
    );
  }
  return new Uint8Array(Buffer.from(text, 'base64'));
}
