import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createVendorClient } from '../../src/http/vendor-client.ts';
import { Secret } from '../../src/secret.ts';

test('each submit has a connection of its own, which nothing else uses', async () => {
  const connections: (number | undefined)[] = [];
  const server = createServer((request, response) => {
    connections.push(request.socket.remotePort);
    request.resume();
    response.setHeader('content-type', 'application/json').end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const client = createVendorClient({
    provider: 'acme',
    baseUrl: `http://127.0.0.1:${port}`,
    apiKey: async () => new Secret('a key that is long enough'),
    authorize: () => ({}),
    timeoutMs: 5_000,
    traits: { rejectedStatuses: [] },
    toFault: () => undefined,
  });
  const schema = z.object({});
  try {
    for (const operation of ['poll', 'poll', 'submit', 'submit', 'submit'] as const) {
      const method = operation === 'submit' ? 'post' : 'get';
      await client.send({ operation, method, path: 'x', schema, json: undefined });
    }
  } finally {
    server.closeAllConnections();
    server.close();
  }
  const [, , ...submits] = connections;
  expect(submits).toHaveLength(3);
  expect(new Set(submits).size).toBe(3);
  expect(connections.slice(0, 2)).not.toContain(submits[0]);
});
