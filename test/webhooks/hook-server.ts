import { createServer } from 'node:http';
import type { Gateway } from '@vidgate/core';
import { toRequest } from '../../examples/webhooks/to-request.ts';

/** A real server on this machine with a gateway's `handleWebhook` behind it, as the docs mount it. */
export interface HookServer extends AsyncDisposable {
  /** For a gateway's `webhooks.baseUrl`. */
  readonly baseUrl: string;
  /** Whoever answers from now on; before the first one everything is a 503. */
  mount(gateway: Pick<Gateway, 'handleWebhook'>): void;
}

/** Something to post, or as it was posted. */
export interface Delivery {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

export async function startHookServer(): Promise<HookServer> {
  let gateway: Pick<Gateway, 'handleWebhook'> | undefined;
  const server = createServer(async (incoming, outgoing) => {
    const response = await gateway?.handleWebhook(toRequest(incoming));
    outgoing.writeHead(response?.status ?? 503).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    baseUrl: `http://127.0.0.1:${address.port}/hooks`,
    mount(mounted) {
      gateway = mounted;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Posts a delivery and returns the status of the answer. */
export async function post(url: string, { body, headers }: Delivery): Promise<number> {
  const response = await fetch(url, { method: 'POST', body, headers });
  await response.body?.cancel();
  return response.status;
}
