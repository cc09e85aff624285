import { createServer } from 'node:http';
import type { Gateway } from '@vidgate/core';
import { toRequest } from '../../examples/webhooks/to-request.ts';

/** A server on this machine that takes the vendors' reports. */
export interface WebhookServer extends AsyncDisposable {
  /** What the gateway's `webhooks.baseUrl` wants. */
  readonly url: string;
  /** From then on reports reach this gateway; before, they are told to come again. */
  connect(gateway: Pick<Gateway, 'handleWebhook'>): void;
}

export async function serveWebhooks(): Promise<WebhookServer> {
  let target: Pick<Gateway, 'handleWebhook'> | undefined;
  const server = createServer((incoming, outgoing) => {
    const answer = target?.handleWebhook(toRequest(incoming)).then(({ status }) => status);
    void (answer ?? Promise.resolve(503)).then(
      (status) => outgoing.writeHead(status).end(),
      () => outgoing.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/hooks`,
    connect(gateway) {
      target = gateway;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
