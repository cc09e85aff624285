import type { Socket } from 'node:net';
import type { Loopback } from '../../packages/core/test/http/loopback.ts';
import { listenBare } from '../../packages/core/test/http/loopback.ts';

const megabyte = 1_000_000;
const much = 50 * megabyte;
const json =
  '{"data":{"taskId":"t-1","state":"success"},"id":"t-1","jobId":"t-1","request_id":"t-1"}';
const ok = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';

/** Writes the same again and again, as fast as it is taken, up to so many bytes. */
function flood(socket: Socket, piece: string, bytes: number, end = ''): void {
  const chunk = Buffer.from(piece.repeat(Math.max(1, Math.floor(64_000 / piece.length))));
  let left = bytes;
  const write = (): void => {
    while (left > 0 && !socket.destroyed) {
      left -= chunk.length;
      if (!socket.write(chunk)) return;
    }
    if (left <= 0) socket.end(end);
  };
  socket.on('drain', write);
  write();
}

function drip(socket: Socket, piece: string, onDrop: () => void): void {
  const dripping = setInterval(() => {
    socket.write(piece);
    onDrop();
  }, 1);
  socket.once('close', () => clearInterval(dripping));
}

type Raw = (socket: Socket, onDrop: () => void) => void;

const says =
  (text: string): Raw =>
  (socket) => {
    socket.end(text);
  };

/** Answers that no HTTP library sends, down to the bytes on the wire. */
export const rawAnswers = {
  'with 50 MB of cookies': (socket) => {
    socket.write(ok);
    flood(socket, `set-cookie: a=${'x'.repeat(1_000)}\r\n`, much, '\r\n{}');
  },
  'with 50 MB of early hints': (socket) =>
    flood(
      socket,
      `HTTP/1.1 103 Early Hints\r\nlink: </${'a'.repeat(1_000)}>\r\n\r\n`,
      much,
      `${ok}\r\n{}`,
    ),
  'with 50 MB in the extension of a chunk': (socket) => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2;`);
    flood(socket, 'x'.repeat(1_000), much, '\r\n{}\r\n0\r\n\r\n');
  },
  'with 50 MB of trailers': (socket) => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n`);
    flood(socket, `x-more: ${'x'.repeat(1_000)}\r\n`, much, '\r\n');
  },
  'with 50 MB in its first line': (socket) => {
    socket.write('HTTP/1.1 200 ');
    flood(socket, 'x'.repeat(1_000), much, '\r\n\r\n{}');
  },
  'in chunks of 16 bytes, 50 MB of them': (socket) => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n`);
    flood(socket, `10\r\n${'['.repeat(16)}\r\n`, much, '0\r\n\r\n');
  },
  'whose head drips': (socket, onDrop) => {
    socket.write(ok);
    drip(socket, 'x-a: b\r\n', onDrop);
  },
  'whose body drips within a text': (socket, onDrop) => {
    socket.write(`${ok}transfer-encoding: chunked\r\n\r\n2\r\n{"\r\n`);
    drip(socket, '1\r\nx\r\n', onDrop);
  },
  'that never begins': (_socket, onDrop) => {
    for (let drop = 0; drop < 5; drop += 1) onDrop();
  },
  'with status 999': says(`HTTP/1.1 999 Odd\r\ncontent-length: ${json.length}\r\n\r\n${json}`),
  'with status 099': says(`HTTP/1.1 099 Odd\r\ncontent-length: ${json.length}\r\n\r\n${json}`),
  'with status 101': says(`HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\n\r\n${json}`),
  'without a head': says(json),
  'in another protocol': says('SSH-2.0-OpenSSH_9.9\r\n'),
  'with two lengths': says(
    `${ok}content-length: 2\r\ncontent-length: ${json.length}\r\n\r\n${json}`,
  ),
  'with a negative length': says(`${ok}content-length: -1\r\n\r\n${json}`),
  'with a length and chunks': says(
    `${ok}content-length: 2\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n`,
  ),
  'that calls itself gzip': says(
    `${ok}content-encoding: gzip\r\ncontent-length: ${json.length}\r\n\r\n${json}`,
  ),
  'with a NUL in its head': says(`${ok}x-nul: a\u0000b\r\ncontent-length: 2\r\n\r\n{}`),
  'in chunks of a wrong size': says(`${ok}transfer-encoding: chunked\r\n\r\nff\r\n{}\r\n0\r\n\r\n`),
  'with a redirect to itself': says(
    'HTTP/1.1 307 Again\r\nlocation: /\r\ncontent-length: 0\r\n\r\n',
  ),
} satisfies Readonly<Record<string, Raw>>;

export type RawAnswer = keyof typeof rawAnswers;

export interface RawServer extends Loopback {
  readonly requests: () => number;
  /** When some drops of an answer that drips have fallen. */
  readonly dripping: Promise<void>;
  /** When the first connection is closed. */
  readonly closed: Promise<void>;
}

/** A vendor that gives this answer to whatever it is asked, and takes the whole request first. */
export async function serveRaw(answer: RawAnswer): Promise<RawServer> {
  const { promise: dripping, resolve: onDripping } = Promise.withResolvers<void>();
  const { promise: closed, resolve: onClose } = Promise.withResolvers<void>();
  let drops = 0;
  let requests = 0;
  const onDrop = (): void => {
    drops += 1;
    if (drops === 5) onDripping();
  };
  const server = await listenBare((socket) => {
    socket.once('close', () => onClose());
    socket.once('data', () => {
      requests += 1;
      rawAnswers[answer](socket, onDrop);
    });
  });
  return { ...server, dripping, closed, requests: () => requests };
}
