import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { AimlapiSettings } from '../src/index.ts';
import { createAimlapi } from '../src/index.ts';

const request: StagedRequest = {
  prompt: 'dawn',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: {},
  providerOptions: {},
};
const id = '60ac7c34-0001:klingai/v2.5-turbo/pro/text-to-video';
const klingPath = 'v2/generate/video/kling/generation';

interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
}

function setup(body: unknown, reply: Reply = {}, settings: AimlapiSettings = {}) {
  const calls: { method: string; url: string; headers: Headers; body: string }[] = [];
  const provider = createAimlapi({
    apiKey: 'key-1',
    ...settings,
    async fetch(input, init) {
      const sent = new Request(input, init);
      const { method, url, headers } = sent;
      calls.push({ method, url, headers, body: await sent.text() });
      return Response.json(body, reply);
    },
  });
  return { provider, calls };
}

test.each([
  ['kling', 200, 'v2/generate/video/kling/generation'],
  ['universal', 201, 'v2/video/generations'],
] as const)('a submit on the %s path is one POST and knows its cost', async (api, status, path) => {
  const body = { id, status: 'queued', meta: { usage: { credits_used: 910000 } } };
  const { provider, calls } = setup(body, { status }, { api });
  const accepted = await provider.submit(provider.prepare(request, { attemptId: 'attempt-1' }));
  expect(accepted).toEqual({
    task: { id, model: 'kling-2.5-turbo-pro', route: path },
    cost: { usdMicros: 455_000, credits: 910_000 },
  });
  expect(calls).toMatchObject([
    {
      method: 'POST',
      url: `https://api.aimlapi.com/${path}`,
      body: '{"model":"klingai/v2.5-turbo/pro/text-to-video","prompt":"dawn","duration":5,"aspect_ratio":"16:9"}',
    },
  ]);
  expect(calls[0]?.headers.get('authorization')).toBe('Bearer key-1');
  expect(calls[0]?.headers.get('x-client-request-id')).toBe('attempt-1');
});

test.each([
  [{ id: 7 }, '7'],
  [{ generation_id: 'nano-1' }, 'nano-1'],
  [{ id: 'nano-1', meta: { usage: 'soon' } }, 'nano-1'],
])('the id in %j is kept as text', async (body, taskId) => {
  const { provider } = setup(body);
  const { task } = await provider.submit(provider.prepare(request, { attemptId: 'a' }));
  expect(task.id).toBe(taskId);
});

test('a task is polled on the path that made it, its id encoded', async () => {
  const body = { id, status: 'generating' };
  const { provider, calls } = setup(body, {}, { api: 'universal' });
  const task = { id, model: 'kling-2.5-turbo-pro', route: klingPath };
  expect(await provider.poll(task)).toEqual({ state: 'running', vendorState: 'generating' });
  expect(calls).toMatchObject([
    {
      method: 'GET',
      url: `https://api.aimlapi.com/${klingPath}?generation_id=60ac7c34-0001%3Aklingai%2Fv2.5-turbo%2Fpro%2Ftext-to-video`,
    },
  ]);
});

test('a stored submit keeps its path when the setting has changed', async () => {
  const stored = setup({}).provider.prepare(request, { attemptId: 'attempt-1' });
  const { provider, calls } = setup({ id, status: 'queued' }, {}, { api: 'universal' });
  const { task } = await provider.submit(JSON.parse(JSON.stringify(stored)));
  expect(task.route).toBe(klingPath);
  expect(calls[0]?.url).toBe(`https://api.aimlapi.com/${klingPath}`);
});

test('the key goes to no path that is not the vendor’s', async () => {
  const { provider, calls } = setup({});
  const task = { id, model: 'kling-2.5-turbo-pro', route: 'https://evil.example/' };
  await expect(provider.poll(task)).rejects.toMatchObject({
    code: 'configuration',
    outcome: 'accepted',
  });
  expect(calls).toEqual([]);
});

test('a finished task tells its video and what it cost', async () => {
  const video = { url: 'https://cdn.aimlapi.com/a.mp4', content_type: 'video/mp4', file_size: 9 };
  const meta = { usage: { credits_used: 910000, usd_spent: 0.455 } };
  const { provider } = setup({ id, status: 'completed', video, error: null, meta });
  expect(await provider.poll(provider.taskFromId(id, 'kling-2.5-turbo-pro'))).toEqual({
    state: 'succeeded',
    vendorState: 'completed',
    assets: [{ url: 'https://cdn.aimlapi.com/a.mp4', mediaType: 'video/mp4', byteLength: 9 }],
    cost: { usdMicros: 455_000, credits: 910_000 },
  });
});

test.each([
  [400, { message: 'Body validation error!', statusCode: '400' }, 'invalid-request', 'rejected'],
  [401, { message: 'This request requires a valid API key.' }, 'authentication', 'rejected'],
  [403, { message: "You've run out of credits." }, 'insufficient-balance', 'rejected'],
  [403, { message: 'Forbidden resource' }, 'unsupported', 'rejected'],
  [429, { message: 'Too Many Requests', statusCode: '429' }, 'rate-limited', 'rejected'],
  [500, { message: 'The model is under maintenance' }, 'unavailable', 'unknown'],
  [504, { message: 'Generation timeout' }, 'unavailable', 'unknown'],
  [200, { status: 'queued' }, 'invalid-response', 'unknown'],
  [302, {}, 'invalid-response', 'unknown'],
])('a submit answered %d %j is %s, %s', async (status, body, code, outcome) => {
  const { provider, calls } = setup(body, { status });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  await expect(provider.submit(prepared)).rejects.toMatchObject({ code, outcome });
  expect(calls).toHaveLength(1);
});

test('a lost submit is found in the log by our reference', async () => {
  const row = {
    inference_id: id,
    client_request_id: 'attempt-1',
    cost: { usd: 0.455, credits: 910000 },
  };
  const { provider, calls } = setup({ data: [row], pagination: { has_more: false } });
  const query = { attemptId: 'attempt-1', model: 'kling-2.5-turbo-pro', submittedAt: 0 };
  expect(await provider.findTask?.({ ...query, route: 'v2/video/generations' })).toEqual({
    task: { id, model: 'kling-2.5-turbo-pro', route: 'v2/video/generations' },
    cost: { usdMicros: 455_000, credits: 910_000 },
  });
  expect(calls).toHaveLength(1);
  expect(calls[0]?.url).toMatch(/^https:\/\/api\.aimlapi\.com\/v2\/logs\?start=1969-12-31T23%3A55/);
  expect(calls[0]?.url).toContain('&model=klingai%2Fv2.5-turbo%2Fpro%2Fimage-to-video');
});

test.each([
  [{ current_balance: 12.5, currency: 'USD' }, { usdMicros: 12_500_000 }],
  [{ current_balance: -0.2, currency: 'USD' }, { usdMicros: 0 }],
  [{ current_balance: 12.5, currency: 'EUR' }, {}],
])('the billing answer %j is %j', async (body, balance) => {
  const { provider, calls } = setup(body);
  expect(await provider.account?.balance?.()).toEqual(balance);
  expect(calls).toMatchObject([{ method: 'GET', url: 'https://api.aimlapi.com/v2/billing' }]);
});

test('today’s prices need no key and send none', async () => {
  const pricing = { kind: 'fixed', units: [{ name: 'second', price: 0.091, per: 1 }] };
  const models = ['text', 'image'].map((mode) => `klingai/v2.5-turbo/pro/${mode}-to-video`);
  const body = { object: 'list', data: models.map((model) => ({ id: model, pricing })) };
  const apiKey = () => Promise.reject(new Error('asked for the key'));
  const { provider, calls } = setup(body, {}, { apiKey });
  const clock = { now: () => Date.UTC(2026, 11, 1), setTimer: () => () => {} };
  const [text, image] = models.map(encodeURIComponent);
  const source = `https://api.aimlapi.com/v1/models?include=pricing&id=${text}&id=${image}`;
  const known = { certainty: 'exact', source, asOf: '2026-12-01' };
  expect(await provider.account?.prices?.({ clock })).toEqual({
    'kling-2.5-turbo-pro': [
      { duration: 5, usdMicros: 455_000, ...known },
      { duration: 10, usdMicros: 910_000, ...known },
    ],
  });
  expect(calls).toMatchObject([{ method: 'GET', url: source }]);
  expect(calls[0]?.headers.has('authorization')).toBe(false);
});

test('an api that does not exist is a TypeError that names the choices', () => {
  // @ts-expect-error: callers without types get a clear error too.
  expect(() => createAimlapi({ api: 'v3' })).toThrow(
    'api of aimlapi: got "v3"; allowed: kling, universal.',
  );
});
