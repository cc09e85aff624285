import type { StagedRequest, WebhookDelivery } from '@vidgate/core';
import { createFalSimulator } from '@vidgate/simulator';
import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createFal } from '../src/index.ts';

const callbackUrl = 'https://hooks.example.com/v1/an-unguessable-token?and=more';
const keySetSchema = z.object({ keys: z.array(z.object({ x: z.string() })).min(1) });
const request: StagedRequest = {
  prompt: 'dawn',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  metadata: {},
  providerOptions: {},
};

/** A task that ran to its end at a simulated vendor, and the report of it. */
async function setup(fate?: 'task-fails') {
  const clock = createTestClock();
  const deliveries: (WebhookDelivery & { readonly url: string })[] = [];
  const vendor = createFalSimulator({
    clock,
    async fetch(input, init) {
      deliveries.push(await read(new Request(input, init)));
      return new Response('ok');
    },
  });
  const keySet = await vendor.fetch('https://rest.fal.ai/.well-known/jwks.json');
  const publicKeys = keySetSchema.parse(await keySet.json()).keys.map(({ x }) => x);
  const connect = (userId?: string) =>
    createFal({ apiKey: vendor.apiKey, fetch: vendor.fetch, webhooks: { publicKeys, userId } });
  const provider = connect();
  if (fate !== undefined) vendor.inject({ name: fate });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1', callbackUrl });
  const { task } = await provider.submit(prepared, { clock });
  await clock.advance(3_600_000);
  const [delivery] = deliveries;
  if (delivery === undefined) throw new Error('no report was delivered');
  return { provider, connect, task, delivery, clock };
}

async function read(sent: Request) {
  const body = new Uint8Array(await sent.arrayBuffer());
  return { url: sent.url, headers: Object.fromEntries(sent.headers), body };
}

test.each([
  [undefined, 'succeeded'],
  ['task-fails', 'failed'],
] as const)(
  'the report of a task (%s) is verified and leads to its end: %s',
  async (fate, state) => {
    const { provider, task, delivery, clock } = await setup(fate);
    expect(delivery.url).toBe(callbackUrl);
    const hint = await provider.parseWebhook?.(delivery);
    expect(hint).toEqual({ taskId: task.id });
    const found = provider.taskFromId(hint?.taskId ?? '', task.model);
    expect(await provider.poll(found, { clock })).toMatchObject({ state });
  },
);

test.each<[string, (delivery: WebhookDelivery) => WebhookDelivery]>([
  ['one space more', ({ body, headers }) => ({ headers, body: Uint8Array.of(...body, 0x20) })],
  ['no headers', ({ body }) => ({ headers: {}, body })],
  [
    'another time',
    ({ body, headers }) => ({
      body,
      headers: { ...headers, 'x-fal-webhook-timestamp': '1795219999' },
    }),
  ],
])('a report with %s is refused', async (_title, forge) => {
  const { provider, delivery } = await setup();
  await expect(provider.parseWebhook?.(forge(delivery))).rejects.toMatchObject({
    code: 'authentication',
    operation: 'webhook',
  });
});

test('a report to one account is refused by another that knows its own id', async () => {
  const { connect, task, delivery } = await setup();
  const own = delivery.headers['x-fal-webhook-user-id'];
  expect(await connect(own).parseWebhook?.(delivery)).toEqual({ taskId: task.id });
  await expect(connect('somebody-else').parseWebhook?.(delivery)).rejects.toMatchObject({
    code: 'authentication',
  });
});
