import type { IncomingMessage, ServerResponse } from 'node:http';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { listenHttp } from '../http/loopback.ts';

const megabyte = 1_000_000;
export const hugeBytes = 50 * megabyte;
const chunk = Buffer.alloc(64 * 1024, 'x');

/** The beginning of an answer that every vendor could give, with a text that is yet to end. */
const beginning = '{"data":{"taskId":"t-1","state":"running"},"id":"t-1","jobId":"t-1","note":"';

const hugeJson = (): Buffer =>
  Buffer.concat([Buffer.from(beginning), Buffer.alloc(hugeBytes, 'x'), Buffer.from('"}')]);
const gzipped = gzipSync(hugeJson());
const gzippedTwice = gzipSync(gzipped);
const brotlied = brotliCompressSync(hugeJson());

/** Sends chunks as fast as they are taken, up to so many bytes or until the other side has enough. */
function pump(response: ServerResponse, bytes: number): void {
  let left = bytes;
  const write = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= chunk.length;
      if (!response.write(chunk)) return;
    }
    if (left <= 0) response.end('"}');
  };
  response.on('drain', write);
  write();
}

const json = { 'content-type': 'application/json' };

type Send = (response: ServerResponse, status: number, onDrop: () => void) => void;

/** How an answer can be too much. Compressed ones never end, so that only closing ends them. */
export const hugeAnswers = {
  'of 50 MB': (response, status) => {
    response.writeHead(status, json).write(beginning);
    pump(response, hugeBytes);
  },
  'of 50 MB that says so': (response, status) => {
    const length = beginning.length + hugeBytes;
    response.writeHead(status, { ...json, 'content-length': length }).write(beginning);
    pump(response, hugeBytes);
  },
  'without an end': (response, status) => {
    response.writeHead(status, json).write(beginning);
    pump(response, Number.POSITIVE_INFINITY);
  },
  'of 50 MB that calls itself 40 bytes': (response, status) => {
    response.writeHead(status, { ...json, 'content-length': 40 }).write(beginning);
    pump(response, hugeBytes);
  },
  'of 40 bytes that calls itself 50 MB': (response, status) => {
    response.writeHead(status, { ...json, 'content-length': hugeBytes });
    response.write(beginning.slice(0, 40), () => response.destroy());
  },
  'of 50 MB in 50 kB of gzip': (response, status) => {
    response.writeHead(status, { ...json, 'content-encoding': 'gzip' }).write(gzipped);
  },
  'of 50 MB in gzip in gzip': (response, status) => {
    response.writeHead(status, { ...json, 'content-encoding': 'gzip, gzip' }).write(gzippedTwice);
  },
  'of 50 MB in brotli': (response, status) => {
    response.writeHead(status, { ...json, 'content-encoding': 'br' }).write(brotlied);
  },
  'that drips for ever': (response, status, onDrop) => {
    response.writeHead(status, json).write(beginning);
    const dripping = setInterval(() => {
      response.write('x');
      onDrop();
    }, 1);
    response.on('close', () => clearInterval(dripping));
  },
} satisfies Readonly<Record<string, Send>>;

export type HugeAnswer = keyof typeof hugeAnswers;

export interface HugeServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: () => number;
  /** When the connection of the first request is closed. */
  readonly closed: Promise<void>;
  /** When some of the drops of an answer that drips have fallen. */
  readonly dripping: Promise<void>;
}

/** A vendor on loopback that gives one of these answers to whatever it is asked. */
export async function serveHuge(answer: HugeAnswer, status: number): Promise<HugeServer> {
  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  const { promise: dripping, resolve: onDripping } = Promise.withResolvers<void>();
  let requests = 0;
  let drops = 0;
  const onDrop = (): void => {
    drops += 1;
    if (drops === 5) onDripping();
  };
  const server = await listenHttp((request: IncomingMessage, response) => {
    requests += 1;
    request.socket.once('close', () => onClose());
    request.resume().once('end', () => hugeAnswers[answer](response, status, onDrop));
  });
  return {
    url: server.url,
    requests: () => requests,
    closed,
    dripping,
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
