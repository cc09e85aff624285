import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalServer } from './local-server.ts';
import { startServer } from './local-server.ts';

/** Bytes that begin like an MP4 and differ everywhere, so that a shifted piece is noticed. */
export function videoBytes(length = 200_000): Buffer {
  const blocks: Buffer[] = [Buffer.from('\0\0\0\x18ftypisom', 'latin1')];
  for (let size = 12, index = 0; size < length; size += 32, index += 1) {
    blocks.push(createHash('sha256').update(String(index)).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Answers one request; a number is where the connection breaks, once the client has so much. */
export type Reply = (request: IncomingMessage, response: ServerResponse) => unknown;

interface VideoReply {
  readonly video: Buffer;
  /** @default '"v1"'; null leaves it out */
  readonly etag?: string | null;
  /** Breaks the connection after so many bytes of the body, more than 0. */
  readonly breakAfter?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers a range with the whole file. */
  readonly ignoreRange?: boolean;
  /** Sends the body in chunks, without saying how long it is. */
  readonly chunked?: boolean;
}

/** What a correct file server answers, or one that breaks off. */
export function serve(reply: VideoReply): Reply {
  const { video, etag = '"v1"', breakAfter, ignoreRange = false, chunked = false } = reply;
  return (request, response) => {
    const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
    const isSame = request.headers['if-range'] === etag;
    const offset = from !== undefined && isSame && !ignoreRange ? Number(from) : 0;
    const body = video.subarray(offset);
    const range = `bytes ${offset}-${video.byteLength - 1}/${video.byteLength}`;
    response.writeHead(reply.status ?? (offset > 0 ? 206 : 200), {
      'content-type': 'video/mp4',
      ...(chunked ? {} : { 'content-length': body.byteLength }),
      ...(etag === null ? {} : { etag }),
      ...(offset > 0 ? { 'content-range': range } : {}),
      ...reply.headers,
    });
    if (breakAfter === undefined) return response.end(body);
    response.write(body.subarray(0, breakAfter));
    return offset + breakAfter;
  };
}

export interface VideoServer extends LocalServer {
  /** To be told what the client has: breaks the connection that was to break there. */
  received(bytes: number): void;
  /** The `range` and `if-range` of each request, and its path. */
  readonly requests: readonly { url?: string; range?: string; ifRange?: string }[];
}

/** Answers the first request with the first reply, and so on; the last one is repeated. */
export async function startVideoServer(replies: readonly Reply[]): Promise<VideoServer> {
  const requests: { url?: string; range?: string; ifRange?: string }[] = [];
  let breakNow: { readonly at: number; readonly response: ServerResponse } | undefined;
  const server = await startServer((request, response) => {
    const reply = replies[Math.min(requests.length, replies.length - 1)];
    const { range, 'if-range': ifRange } = request.headers;
    requests.push({
      ...(request.url === undefined ? {} : { url: request.url }),
      ...(range === undefined ? {} : { range }),
      ...(typeof ifRange === 'string' ? { ifRange } : {}),
    });
    const at = reply?.(request, response);
    breakNow = typeof at === 'number' ? { at, response } : undefined;
  });
  const received = (bytes: number) => {
    if (breakNow !== undefined && bytes >= breakNow.at) breakNow.response.destroy();
  };
  return { ...server, requests, received };
}
