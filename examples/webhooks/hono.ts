import { Hono } from 'hono';
import { gateway } from './gateway.ts';

export const app = new Hono();

app.post('/hooks/*', (context) => gateway.handleWebhook(context.req.raw));
