import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import type { StagedRequest, TaskRef } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { FalSettings } from '../src/index.ts';
import { createFal } from '../src/index.ts';

const request: StagedRequest = {
  prompt: 'dawn',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: {},
  providerOptions: {},
};
const tasks = 'https://queue.fal.run/fal-ai/kling-video/requests';
const task: TaskRef = {
  id: 'r-1',
  model: 'kling-2.5-turbo-pro',
  route: 'fal-ai/kling-video/requests',
};
const accepted = {
  request_id: 'r-1',
  response_url: `${tasks}/r-1`,
  status_url: `${tasks}/r-1/status`,
  cancel_url: `${tasks}/r-1/cancel`,
  status: 'IN_QUEUE',
  queue_position: 3,
};
const over = { status: 'COMPLETED', request_id: 'r-1', response_url: `${tasks}/r-1` };
const video = { url: 'https://v3.fal.media/files/a/output.mp4', content_type: 'video/mp4' };
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const webhooks = { publicKeys: [publicKey.export({ format: 'jwk' }).x ?? ''] };

type Reply = unknown | (() => Response);

/** Answers one request after the other. */
function setup(replies: readonly Reply[], settings: FalSettings = {}) {
  const calls: { method: string; url: string; headers: Headers; body: string }[] = [];
  const provider = createFal({
    apiKey: 'id-1:secret-of-key-one',
    ...settings,
    async fetch(input, init) {
      const sent = new Request(input, init);
      const { method, url, headers } = sent;
      const reply = replies[calls.length];
      calls.push({ method, url, headers, body: await sent.text() });
      return typeof reply === 'function' ? reply() : Response.json(reply);
    },
  });
  return { provider, calls };
}

const answers =
  (status: number, body: unknown, headers: Record<string, string> = {}) =>
  () =>
    Response.json(body, { status, headers });
const page = (status: number) => () =>
  new Response('<html>', { status, headers: { 'content-type': 'text/html' } });

test('a submit is one POST to the endpoint, and its task is where the answer says', async () => {
  const status_url = 'https://queue.fal.run/fal-ai/elsewhere/requests/r-1/status';
  const reply = answers(200, { ...accepted, status_url }, { 'x-request-id': 'exchange-1' });
  const { provider, calls } = setup([reply], { headers: { 'x-fal-no-retry': '1' } });
  expect(await provider.submit(provider.prepare(request, { attemptId: 'attempt-1' }))).toEqual({
    task: { ...task, route: 'fal-ai/elsewhere/requests' },
    requestId: 'exchange-1',
  });
  expect(calls).toMatchObject([
    {
      method: 'POST',
      url: 'https://queue.fal.run/fal-ai/kling-video/v2.5-turbo/pro/text-to-video',
      body: '{"prompt":"dawn","duration":"5","aspect_ratio":"16:9"}',
    },
  ]);
  expect(calls[0]?.headers.get('authorization')).toBe('Key id-1:secret-of-key-one');
  expect(calls[0]?.headers.get('content-type')).toBe('application/json');
  expect(calls[0]?.headers.get('x-fal-no-retry')).toBe('1');
});

test.each([undefined, null, 7, 'soon'])(
  'with the status URL %j the path is that of the endpoint',
  async (status_url) => {
    const { provider } = setup([{ ...accepted, status_url }]);
    const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
    expect((await provider.submit(prepared)).task).toEqual(task);
  },
);

test('a callback URL is sent as a parameter, also when the stored submit is sent', async () => {
  const { provider, calls } = setup([accepted], { webhooks });
  const callbackUrl = 'https://me.example/hooks/x1?a=b&c=d';
  const prepared = provider.prepare(request, { attemptId: 'attempt-1', callbackUrl });
  expect((await provider.submit(JSON.parse(JSON.stringify(prepared)))).task).toEqual(task);
  const { searchParams } = new URL(calls[0]?.url ?? '');
  expect([...searchParams]).toEqual([['fal_webhook', callbackUrl]]);
});

test('a task that is not over is read with one GET, its id encoded', async () => {
  const { provider, calls } = setup([answers(202, { status: 'IN_PROGRESS' })]);
  expect(await provider.poll({ ...task, id: 'a/b c' })).toEqual({
    state: 'running',
    vendorState: 'IN_PROGRESS',
  });
  expect(calls).toMatchObject([{ method: 'GET', url: `${tasks}/a%2Fb%20c/status` }]);
});

test('a task that is over is read with two: that it is, and how it ended', async () => {
  const { provider, calls } = setup([over, { video }]);
  expect(await provider.poll(task)).toEqual({
    state: 'succeeded',
    vendorState: 'COMPLETED',
    assets: [{ url: video.url, mediaType: 'video/mp4' }],
  });
  expect(calls).toMatchObject([
    { method: 'GET', url: `${tasks}/r-1/status` },
    { method: 'GET', url: `${tasks}/r-1` },
  ]);
  for (const { headers } of calls) {
    expect(headers.get('authorization')).toBe('Key id-1:secret-of-key-one');
  }
});

test.each([
  [422, { detail: [{ loc: ['body', 'prompt'], msg: 'no', type: 'content_policy_violation' }] }, {}],
  [500, { detail: 'content policy' }, { 'x-fal-error-type': 'content_policy_violation' }],
])('a result answered %d %j %j is a failed task', async (status, body, headers) => {
  const { provider } = setup([over, answers(status, body, headers)]);
  expect(await provider.poll(task)).toMatchObject({
    state: 'failed',
    vendorState: 'COMPLETED',
    error: { code: 'content-rejected', vendorCode: 'content_policy_violation' },
  });
});

test.each<[string, Reply, string]>([
  ['a gateway’s 502', page(502), 'unavailable'],
  ['a 500 that names no type', answers(500, { detail: 'Internal Server Error' }), 'unavailable'],
  [
    'a 504 without a reason, though with a type',
    answers(504, {}, { 'x-fal-error-type': 'x' }),
    'unavailable',
  ],
  ['a 422 page', page(422), 'invalid-request'],
  ['a 400 that it is not over', answers(400, { detail: 'Still in progress' }), 'invalid-request'],
  ['a wrong key', answers(401, { detail: 'No' }, { 'x-fal-error-type': 'x' }), 'authentication'],
  ['a 404', answers(404, { detail: 'No' }, { 'x-fal-error-type': 'x' }), 'not-found'],
  ['a 429', answers(429, { detail: 'Slow' }, { 'x-fal-error-type': 'x' }), 'rate-limited'],
  ['a redirect', answers(302, {}, { location: 'https://elsewhere.example/' }), 'invalid-response'],
  ['a page', page(200), 'invalid-response'],
  ['no video', { video: null }, 'invalid-response'],
  ['a video without a URL', { video: { url: '' } }, 'invalid-response'],
  ['a file', { video: { url: 'file:///etc/passwd' } }, 'invalid-response'],
  [
    'a failure on HTTP 200',
    { detail: [{ loc: ['body'], msg: 'no', type: 'odd' }] },
    'invalid-response',
  ],
  [
    'a broken connection',
    () => {
      throw new TypeError('fetch failed');
    },
    'network',
  ],
])('%s in place of a result ends no task', async (_title, reply, code) => {
  const { provider, calls } = setup([over, reply, over, { video }]);
  await expect(provider.poll(task)).rejects.toMatchObject({
    code,
    outcome: 'accepted',
    operation: 'poll',
    taskId: 'r-1',
  });
  expect(calls).toHaveLength(2);
  expect(await provider.poll(task)).toMatchObject({ state: 'succeeded' });
});

test('a result that never comes times out', async () => {
  const timers: (() => void)[] = [];
  const clock = {
    now: () => 0,
    setTimer: (callback: () => void) => {
      timers.push(callback);
      return () => {};
    },
  };
  const silence = () => {
    queueMicrotask(() => timers.at(-1)?.());
    return new Response(new ReadableStream(), { status: 422 });
  };
  const { provider } = setup([over, silence]);
  await expect(provider.poll(task, { clock })).rejects.toMatchObject({
    code: 'timeout',
    outcome: 'accepted',
  });
});

test('a failed task that quotes the key gives none away', async () => {
  const said = 'Key id-1:secret-of-key-one';
  const body = { detail: [{ loc: ['body'], msg: said, type: said, input: said }] };
  const { provider } = setup([over, answers(422, body, { 'x-fal-error-type': said })]);
  const status = await provider.poll(task);
  expect(status).toMatchObject({ state: 'failed' });
  expect(JSON.stringify(status)).not.toContain('secret-of-key-one');
});

test.each([
  [401, { detail: 'Authentication is required' }, 'authentication', 'rejected'],
  [403, { detail: 'Reason: Exhausted balance.' }, 'insufficient-balance', 'rejected'],
  [403, { detail: 'Forbidden' }, 'unsupported', 'rejected'],
  [404, { detail: 'Application not found' }, 'unsupported', 'rejected'],
  [422, { detail: [{ loc: ['body', 'duration'], msg: 'no' }] }, 'invalid-request', 'rejected'],
  [429, { detail: 'Too many requests' }, 'rate-limited', 'rejected'],
  [500, { detail: 'Internal Server Error' }, 'unavailable', 'unknown'],
  [503, { detail: 'Service unavailable' }, 'unavailable', 'unknown'],
  [200, { status: 'IN_QUEUE' }, 'invalid-response', 'unknown'],
])('a submit answered %d %j is %s, %s', async (status, body, code, outcome) => {
  const { provider, calls } = setup([answers(status, body)]);
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  await expect(provider.submit(prepared)).rejects.toMatchObject({ code, outcome });
  expect(calls).toHaveLength(1);
});

test('an id from the dashboard gets the path of its model', () => {
  const { provider } = setup([]);
  expect(provider.taskFromId('r-1', 'kling-2.5-turbo-pro')).toEqual(task);
});

test('the task of a report is read with the route of its submit', async () => {
  const { provider, calls } = setup([{ status: 'IN_QUEUE' }], { webhooks });
  const callbackUrl = 'https://me.example/hooks/x1';
  const { route } = provider.prepare(request, { attemptId: 'attempt-1', callbackUrl });
  await provider.poll({ ...task, route });
  expect(calls).toMatchObject([{ url: `${tasks}/r-1/status` }]);
});

test('a task of a model that is offered no longer is still read', async () => {
  const { provider } = setup([{ status: 'IN_QUEUE' }]);
  expect(await provider.poll({ ...task, model: 'kling-1' })).toMatchObject({ state: 'queued' });
});

test('the key goes to no path that is not the vendor’s', async () => {
  const { provider, calls } = setup([]);
  const route = 'https://evil.example/x/requests';
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  await expect(provider.submit({ ...prepared, route })).rejects.toMatchObject({
    code: 'configuration',
    outcome: 'rejected',
  });
  await expect(provider.poll({ ...task, route })).rejects.toMatchObject({
    code: 'configuration',
    outcome: 'accepted',
  });
  expect(calls).toEqual([]);
});

test('webhooks are declared and read only where they can be verified', async () => {
  const { provider } = setup([], { webhooks });
  expect(provider.traits.webhooks).toBe('signed');
  const body = new TextEncoder().encode('{"request_id":"r-1","status":"OK"}');
  const digest = createHash('sha256').update(body).digest('hex');
  const message = Buffer.from(`r-1\nuser-1\n1795219200\n${digest}`);
  const headers = {
    'x-fal-webhook-request-id': 'r-1',
    'x-fal-webhook-user-id': 'user-1',
    'x-fal-webhook-timestamp': '1795219200',
    'x-fal-webhook-signature': sign(null, message, privateKey).toString('hex'),
  };
  expect(await provider.parseWebhook?.({ body, headers })).toEqual({ taskId: 'r-1' });
  await expect(provider.parseWebhook?.({ body, headers: {} })).rejects.toMatchObject({
    code: 'authentication',
  });
  const { provider: without } = setup([]);
  expect(without.traits.webhooks).toBe('none');
  expect(without).not.toHaveProperty('parseWebhook');
});
