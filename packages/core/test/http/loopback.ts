import type { RequestListener } from 'node:http';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { createCertificate } from '../download/certificate.ts';

export interface Loopback extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** How many connections were made. */
  readonly connections: () => number;
}

/** A server on loopback that deals with bare sockets. */
export function listenBare(onSocket: (socket: Socket) => void): Promise<Loopback> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  return listen(server, 'http');
}

export function listenHttp(onRequest: RequestListener): Promise<Loopback> {
  return listen(createHttpServer(onRequest), 'http');
}

/** A server whose certificate nobody trusts. */
export function listenUntrusted(): Promise<Loopback> {
  const server = createTlsServer(createCertificate('localhost'), (socket) => socket.end());
  server.on('tlsClientError', () => {});
  return listen(server, 'https');
}

/** A port on which nobody listens. */
export async function closedPort(): Promise<number> {
  const server = await listenBare(() => {});
  await server[Symbol.asyncDispose]();
  return server.port;
}

async function listen(server: Server, scheme: 'http' | 'https'): Promise<Loopback> {
  const sockets = new Set<Socket>();
  let count = 0;
  server.on('connection', (socket) => {
    count += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of that form.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${scheme}://127.0.0.1:${port}/v1`,
    connections: () => count,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
