import type { ImageSize } from './image-size.ts';
import { imageSize } from './image-size.ts';

/** A picture that a task starts or ends on. */
export interface Frame {
  readonly bytes: Uint8Array;
  readonly size: ImageSize;
}

/** Why a frame could not be used. */
export type FrameProblem = 'unreadable' | 'too-large' | 'not-an-image';

/** Reads the frames that a request names, when its task runs. */
export type FrameReader = (source: string) => Promise<Frame | FrameProblem>;

export interface FrameReaderSettings {
  readonly fetch: typeof fetch;
  /** Answers for the simulator's own uploads; undefined for URLs of other hosts. */
  readonly readOwn: (url: URL) => Uint8Array | 'missing' | undefined;
  readonly maxBytes: number;
  /** Media types that the vendor takes. */
  readonly mediaTypes: readonly ImageSize['mediaType'][];
}

// Real time: a host that never answers must not hang a test whose clock stands still.
const readTimeoutMs = 10_000;

/** Creates a {@link FrameReader} for http(s) URLs, data URIs and bare Base64. */
export function createFrameReader(settings: FrameReaderSettings): FrameReader {
  return async (source) => {
    const bytes = await readBytes(source, settings);
    if (bytes === undefined) return 'unreadable';
    if (bytes.byteLength > settings.maxBytes) return 'too-large';
    const size = imageSize(bytes);
    return size && settings.mediaTypes.includes(size.mediaType) ? { bytes, size } : 'not-an-image';
  };
}

async function readBytes(
  source: string,
  settings: FrameReaderSettings,
): Promise<Uint8Array | undefined> {
  if (!/^https?:/i.test(source)) return decodeBase64(source);
  const own = settings.readOwn(new URL(source));
  if (own !== undefined) return own === 'missing' ? undefined : own;
  try {
    const response = await settings.fetch(source, { signal: AbortSignal.timeout(readTimeoutMs) });
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

function decodeBase64(source: string): Uint8Array {
  const comma = source.startsWith('data:') ? source.indexOf(',') : -1;
  return Uint8Array.from(Buffer.from(source.slice(comma + 1), 'base64'));
}
