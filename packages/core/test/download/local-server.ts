import type { RequestListener, Server } from 'node:http';
import { createServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo, Server as NetServer } from 'node:net';

export interface LocalServer extends AsyncDisposable {
  readonly port: number;
  /** `127.0.0.1:port`, as `allowHosts` takes it. */
  readonly host: string;
  readonly origin: string;
  /** How many connections were made to it. */
  connections(): number;
}

/** A real server on loopback, on a port of the system's choice. */
export function startServer(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  return listen(server, () => server.closeAllConnections());
}

export async function listen(
  server: Server | HttpsServer | NetServer,
  closeConnections: () => void,
): Promise<LocalServer> {
  let connections = 0;
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  return {
    port,
    host,
    origin: `http://${host}`,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      closeConnections();
      await closed;
    },
  };
}
