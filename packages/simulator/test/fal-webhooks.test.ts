import { createHash, createPublicKey, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { VendorSimulator } from '../src/index.ts';
import { setupFal as setup } from './setup-fal.ts';
import { valueAt } from './value-at.ts';

const text = { prompt: 'a ridge', duration: '5' };
const webhook = 'https://me.example/hook?token=a%2Fb&x=1';
const keysUrl = 'https://rest.fal.ai/.well-known/jwks.json';

const jwksSchema = z.object({
  keys: z.array(z.object({ kty: z.string(), crv: z.string(), x: z.string() })),
});

interface Delivery {
  readonly headers: Headers;
  readonly body: string;
}

/** Which of the published keys made a delivery's signature. */
async function signers(simulator: VendorSimulator, { headers, body }: Delivery): Promise<number[]> {
  const own = (name: string): string => headers.get(`x-fal-webhook-${name}`) ?? '';
  const digest = createHash('sha256').update(body).digest('hex');
  const message = [own('request-id'), own('user-id'), own('timestamp'), digest].join('\n');
  const signature = Buffer.from(own('signature'), 'hex');
  const { keys } = jwksSchema.parse(await (await simulator.fetch(keysUrl)).json());
  return keys.flatMap((key, index) => {
    const publicKey = createPublicKey({ key, format: 'jwk' });
    return verify(null, Buffer.from(message), publicKey, signature) ? [index] : [];
  });
}

test('the end of a request is delivered once, with its result, to the URL as it was given', async () => {
  const { clock, received, simulator, accept, result } = setup();
  const id = await accept(text, { webhook });
  await clock.advance(79_999);
  expect(received).toEqual([]);
  await clock.advance(24 * 3_600_000);
  expect(received.map(({ url, body }) => [url, JSON.parse(body)])).toEqual([
    [
      webhook,
      {
        request_id: id,
        gateway_request_id: id,
        status: 'OK',
        payload: await (await result(id)).json(),
        error: null,
      },
    ],
  ]);
  expect(simulator.deliveries).toMatchObject([{ attempt: 1, status: 200 }]);
});

test('a failure is delivered with the body of its result', async () => {
  const { clock, received, simulator, accept, result } = setup();
  simulator.inject({ name: 'task-fails', code: 'content_policy_violation', message: 'Too bright' });
  const id = await accept(text, { webhook });
  await clock.advance(80_000);
  expect(JSON.parse(received[0]?.body ?? '')).toEqual({
    request_id: id,
    gateway_request_id: id,
    status: 'ERROR',
    payload: await (await result(id)).json(),
    error: 'Too bright',
  });
});

test('a delivery is signed by one of the published keys, which need no key to be read', async () => {
  const { clock, received, simulator, accept } = setup();
  const id = await accept(text, { webhook });
  await clock.advance(80_000);
  const [delivery] = received;
  if (!delivery) throw new Error('nothing was delivered');
  expect(Object.fromEntries(delivery.headers)).toMatchObject({
    'content-type': 'application/json',
    'x-fal-webhook-request-id': id,
    'x-fal-webhook-timestamp': String(clock.now() / 1000),
    'x-fal-webhook-signature': expect.stringMatching(/^[0-9a-f]{128}$/),
  });
  expect(await signers(simulator, delivery)).toEqual([1]);
  expect(await signers(simulator, { ...delivery, body: `${delivery.body} ` })).toEqual([]);
});

test('no published key holds its secret, and the keys are at their own host only', async () => {
  const { simulator } = setup();
  const keys = await (await simulator.fetch(keysUrl)).json();
  expect(keys).toEqual({
    keys: [1, 2].map(() => ({ kty: 'OKP', crv: 'Ed25519', x: expect.any(String) })),
  });
  expect(simulator.origins).toContain(new URL(keysUrl).origin);
  const elsewhere = await simulator.fetch(`${simulator.baseUrl}/.well-known/jwks.json`);
  expect(elsewhere.status).toBe(404);
});

test('the user is the same for one key, another for another, and not the key', async () => {
  const { clock, received, accept, simulator } = setup({ apiKeys: ['a:one', 'b:two'] });
  const init = { headers: { authorization: 'Key b:two' } };
  for (const variation of [{ webhook }, { webhook }, { webhook, init }]) {
    await accept(text, variation);
  }
  await clock.advance(200_000);
  const users = received.map(({ headers }) => headers.get('x-fal-webhook-user-id'));
  expect(users).toHaveLength(3);
  expect(new Set(users).size).toBe(2);
  expect(users.join()).not.toContain(simulator.apiKey);
});

test('a delivery that is not taken comes ten times more in two hours, signed anew', async () => {
  const { clock, received, simulator, accept } = setup({}, 500);
  await accept(text, { webhook });
  await clock.advance(80_000);
  const firstAt = clock.now();
  await clock.advance(24 * 3_600_000);
  expect(simulator.deliveries.map(({ attempt }) => attempt)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
  ]);
  expect(simulator.deliveries.at(-1)?.at).toBe(firstAt + 2 * 3_600_000);
  for (const [index, delivery] of received.entries()) {
    const sentAt = Number(delivery.headers.get('x-fal-webhook-timestamp'));
    expect(sentAt).toBe((simulator.deliveries[index]?.at ?? 0) / 1000);
    expect(await signers(simulator, delivery)).toEqual([1]);
  }
});

test.each([
  ['http://me.example/hook', 'https', 422],
  ['http://127.0.0.1:8080/hook', 'any', 200],
  ['me.example/hook', 'any', 422],
  ['ftp://me.example/hook', 'any', 422],
] as const)('the webhook URL %s, where %s is taken, is a %i', async (url, webhookUrls, status) => {
  const response = await setup({ webhookUrls }).submit(text, { webhook: url });
  expect(response.status).toBe(status);
  const body: unknown = await response.json();
  if (status === 422) expect(valueAt(body, 'detail.0.loc')).toEqual(['query', 'fal_webhook']);
});

test('a request that was cancelled is not reported', async () => {
  const { clock, received, accept, cancel } = setup();
  await cancel(await accept(text, { webhook }));
  await clock.advance(24 * 3_600_000);
  expect(received).toEqual([]);
});

test('reading the keys can go wrong', async () => {
  const { simulator } = setup();
  simulator.inject({ name: 'server-error', on: 'keys', status: 503 });
  const statuses = [await simulator.fetch(keysUrl), await simulator.fetch(keysUrl)];
  expect(statuses.map(({ status }) => status)).toEqual([503, 200]);
});
