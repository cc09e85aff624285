import { createHash } from 'node:crypto';

/** Answers a download, whole or by `Range`, the way a file host does. */
export function fileResponse(
  request: { readonly method: string; readonly headers: Headers },
  file: { readonly bytes: Uint8Array; readonly mediaType: string },
): Response {
  const { bytes, mediaType } = file;
  const etag = `"${createHash('sha256').update(bytes).digest('hex').slice(0, 32)}"`;
  const headers = new Headers({ 'content-type': mediaType, 'accept-ranges': 'bytes', etag });
  if (request.headers.get('if-none-match') === etag) {
    return new Response(null, { status: 304, headers });
  }
  const range = rangeOf(request.headers, etag, bytes.byteLength);
  if (range === 'unsatisfiable') {
    headers.set('content-range', `bytes */${bytes.byteLength}`);
    return new Response(null, { status: 416, headers });
  }
  const part = range ? bytes.slice(range.start, range.end + 1) : Uint8Array.from(bytes);
  headers.set('content-length', String(part.byteLength));
  if (range) {
    headers.set('content-range', `bytes ${range.start}-${range.end}/${bytes.byteLength}`);
  }
  const body = request.method === 'HEAD' ? null : part;
  return new Response(body, { status: range ? 206 : 200, headers });
}

function rangeOf(
  headers: Headers,
  etag: string,
  size: number,
): { start: number; end: number } | 'unsatisfiable' | undefined {
  const condition = headers.get('if-range');
  if (condition !== null && condition !== etag) return undefined;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(headers.get('range') ?? '') ?? [];
  if (first === undefined || last === undefined || first + last === '') return undefined;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  return start <= end ? { start, end } : 'unsatisfiable';
}
