import type { Call } from '../kernel/call.ts';
import { imageSize } from '../kernel/image-size.ts';
import type { ApiframeContext } from './context.ts';
import { refusal } from './refusals.ts';

const megabyte = 1024 * 1024;

interface Sniffed {
  readonly kind: 'image' | 'video';
  readonly contentType: string;
  readonly extension: string;
  readonly maxBytes: number;
}

/** `POST /v2/uploads`: keeps a file for an hour or two and says where. Costs nothing. */
export async function upload(call: Call, context: ApiframeContext): Promise<Response> {
  const { workbench, uploadLifetimeMs } = context;
  const file = await readFile(call);
  if (file === undefined) {
    return refusal(400, 'Validation failed', { details: { file: ['File is required'] } });
  }
  const type = sniff(file);
  if (type === undefined) return refusal(400, 'Unsupported file type');
  if (file.byteLength > type.maxBytes) {
    return refusal(400, `File too large: the limit is ${type.maxBytes / megabyte} MB`);
  }
  const id = workbench.newId();
  const path = `/uploads/${id}.${type.extension}`;
  const expiresAt = workbench.clock.now() + uploadLifetimeMs;
  workbench.files.put(path, { bytes: file, mediaType: type.contentType, expiresAt });
  return Response.json({
    id,
    url: workbench.origins.fileUrl(path),
    kind: type.kind,
    contentType: type.contentType,
    byteSize: file.byteLength,
    expiresAt: new Date(expiresAt).toISOString(),
  });
}

async function readFile(call: Call): Promise<Uint8Array | undefined> {
  const contentType = call.headers.get('content-type') ?? '';
  if (!contentType.startsWith('multipart/form-data')) return undefined;
  try {
    const headers = { 'content-type': contentType };
    const form = await new Response(Uint8Array.from(call.bytes), { headers }).formData();
    const file = form.get('file');
    return file instanceof File ? new Uint8Array(await file.arrayBuffer()) : undefined;
  } catch {
    return undefined;
  }
}

// By content: what the caller calls the file does not count.
function sniff(bytes: Uint8Array): Sniffed | undefined {
  const image = imageSize(bytes);
  if (image) {
    const contentType = image.mediaType;
    const extension = contentType === 'image/jpeg' ? 'jpg' : contentType.slice('image/'.length);
    return { kind: 'image', contentType, extension, maxBytes: 25 * megabyte };
  }
  const isMp4 = new TextDecoder('latin1').decode(bytes.subarray(4, 8)) === 'ftyp';
  if (!isMp4) return undefined;
  return { kind: 'video', contentType: 'video/mp4', extension: 'mp4', maxBytes: 50 * megabyte };
}
