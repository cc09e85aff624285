import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { VendorSimulator } from './kernel/vendor-simulator.ts';

/** Options of {@link serveSimulator}. */
export interface ServeSimulatorOptions {
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Only this machine can reach it. @default '127.0.0.1' */
  readonly host?: '127.0.0.1';
}

/** A simulator behind a real socket. */
export interface SimulatorServer extends AsyncDisposable {
  /** The origin, such as `http://127.0.0.1:40123`. */
  readonly url: string;
  /** What an adapter's `baseUrl` setting wants. */
  readonly baseUrl: string;
  readonly port: number;
  /** Cuts all connections at once. */
  close(): Promise<void>;
}

const maxBodyBytes = 64 * 1024 * 1024;

/**
 * Serves a simulator over HTTP on this machine, its videos and uploads included.
 *
 * While it runs, the URLs of results and uploads point at it. A broken connection is a destroyed
 * socket; a hanging answer never comes.
 */
export async function serveSimulator(
  simulator: VendorSimulator,
  options: ServeSimulatorOptions = {},
): Promise<SimulatorServer> {
  const { port: askedPort = 0, host = '127.0.0.1' } = options;
  let origin = '';
  const server = createServer((incoming, outgoing) => {
    void answer(simulator, origin, incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(askedPort, host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  const { port } = address;
  origin = `http://${host}:${port}`;
  const leave = simulator.serveAt(origin);
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    leave();
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: origin,
    baseUrl: `${origin}${new URL(simulator.baseUrl).pathname.replace(/\/$/, '')}`,
    port,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function answer(
  simulator: VendorSimulator,
  origin: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  outgoing.once('close', () => gone.abort());
  const body = await readBody(incoming);
  const request = new Request(`${origin}${incoming.url ?? '/'}`, {
    method: incoming.method ?? 'GET',
    headers: headersOf(incoming),
    redirect: 'manual',
    signal: gone.signal,
    ...(body.byteLength > 0 && { body }),
  });
  const response = await simulator.fetch(request);
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  outgoing.writeHead(response.status);
  if (response.body === null) {
    outgoing.end();
    return;
  }
  // The DOM's stream type and Node's are the same object under two declarations.
  const stream = response.body as Parameters<typeof Readable.fromWeb>[0];
  await pipeline(Readable.fromWeb(stream), outgoing);
}

async function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    chunks.push(chunk);
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw new Error('The request is too large');
  }
  return Uint8Array.from(Buffer.concat(chunks));
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const one of Array.isArray(value) ? value : [value ?? '']) headers.append(name, one);
  }
  return headers;
}
