import { createServer } from 'node:http';
import { gateway } from './gateway.ts';
import { toRequest } from './to-request.ts';

export const server = createServer(async (incoming, outgoing) => {
  const { status } = await gateway.handleWebhook(toRequest(incoming));
  outgoing.writeHead(status).end();
});
