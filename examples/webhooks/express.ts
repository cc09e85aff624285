import express from 'express';
import { gateway } from './gateway.ts';
import { toRequest } from './to-request.ts';

export const app = express();

// Before any body parser: the raw body is what vendors sign.
app.post('/hooks/*path', async (incoming, outgoing) => {
  const { status } = await gateway.handleWebhook(toRequest(incoming));
  outgoing.sendStatus(status);
});
