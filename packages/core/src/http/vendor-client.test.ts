// Cases that mutated answers found; test/hostile looks for more.
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Secret } from '../secret.ts';
import type { VideoGatewayError } from '../video-gateway-error.ts';
import { createVendorClient } from './vendor-client.ts';

const key = 'hostile/key+of=16-and-more';
const schema = z.object({ id: z.string(), note: z.string().optional() });

function send(response: () => Response) {
  const client = createVendorClient({
    provider: 'vendor',
    baseUrl: 'https://vendor.example.com',
    apiKey: async () => new Secret(key),
    authorize: (value) => ({ authorization: value }),
    timeoutMs: 60_000,
    traits: { rejectedStatuses: [] },
    toFault: ({ status, body }) =>
      status < 400
        ? undefined
        : { message: z.object({ note: z.string() }).safeParse(body).data?.note },
    fetch: async (input, init) => {
      await new Request(input, init).arrayBuffer();
      return response();
    },
  });
  const toTaskId = ({ id }: z.output<typeof schema>): string => id;
  return client.send({
    operation: 'submit',
    method: 'post',
    path: 'tasks',
    json: {},
    schema,
    toTaskId,
  });
}

async function errorOf(response: () => Response): Promise<VideoGatewayError> {
  return await send(response).then(
    () => Promise.reject(new Error('It was accepted.')),
    (error: VideoGatewayError) => error,
  );
}

test.each([400, 401, 402, 403, 404, 422, 429, 521])(
  'a refusal with %i that names a task is in doubt, and keeps the task',
  async (status) => {
    const error = await errorOf(() => Response.json({ id: 't-1' }, { status }));
    expect(error).toMatchObject({ outcome: 'unknown', charged: 'unknown', taskId: 't-1', status });
  },
);

test.each([400, 429, 521])('a refusal with %i that names none is one', async (status) => {
  const error = await errorOf(() => Response.json({ note: 'no' }, { status }));
  expect(error).toMatchObject({ outcome: 'rejected', charged: 'no' });
  expect(error.taskId).toBeUndefined();
});

test('an answer that has begun was not sent to nobody, whatever breaks it off', async () => {
  const cause = Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' });
  const pull = (controller: ReadableStreamDefaultController): void =>
    controller.error(new TypeError('terminated', { cause }));
  const error = await errorOf(() => new Response(new ReadableStream({ pull })));
  expect(error).toMatchObject({ code: 'network', outcome: 'unknown' });
});

test('an endless row of URLs is no work', async () => {
  const note = 'http://'.repeat(100_000);
  const startedAt = performance.now();
  const error = await errorOf(() => Response.json({ note }, { status: 400 }));
  expect(performance.now() - startedAt).toBeLessThan(2_000);
  expect(error.message.length).toBeLessThan(400);
});

test.each([
  ['in PHP’s spelling', key.replaceAll('/', '\\/')],
  ['as escapes', [...key].map((c) => `\\u00${c.charCodeAt(0).toString(16)}`).join('')],
])('a key that a vendor repeats %s is no more than redacted', async (_spelling, spelled) => {
  const { body } = await send(() => new Response(`{"id":"t-1","note":"for ${spelled}"}`));
  expect(body.note).toBe('for [redacted]');
});
