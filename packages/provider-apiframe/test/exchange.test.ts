import { createHash, createHmac } from 'node:crypto';
import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { ApiframeSettings } from '../src/index.ts';
import { createApiframe } from '../src/index.ts';

const request: StagedRequest = {
  prompt: 'dawn',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  cfgScale: 0.5,
  metadata: {},
  providerOptions: {},
};
const jobId = '5b0c8f8e-0c3f-4a3e-9f0e-2f2f5a1d7c11';

interface Reply {
  readonly status?: number;
  readonly headers?: Record<string, string>;
}

function setup(body: unknown, reply: Reply = {}, settings: ApiframeSettings = {}) {
  const calls: { method: string; url: string; headers: Headers; body: string }[] = [];
  const provider = createApiframe({
    apiKey: 'afk_1',
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

test('a submit is one POST with the attempt as its idempotency key', async () => {
  const reply = { status: 202, headers: { 'x-request-id': 'request-1' } };
  const { provider, calls } = setup({ jobId, status: 'QUEUED' }, reply);
  const accepted = await provider.submit(provider.prepare(request, { attemptId: 'attempt-1' }));
  expect(accepted).toEqual({
    task: { id: jobId, model: 'kling-2.5-turbo-pro' },
    requestId: 'request-1',
  });
  expect(calls).toMatchObject([
    {
      method: 'POST',
      url: 'https://api.apiframe.ai/v2/videos/generate',
      body: '{"model":"kling-2.5-turbo-pro","prompt":"dawn","klingParams":{"duration":5,"aspect_ratio":"16:9","cfg_scale":0.5}}',
    },
  ]);
  expect(calls[0]?.headers.get('x-api-key')).toBe('afk_1');
  expect(calls[0]?.headers.get('idempotency-key')).toBe('attempt-1');
  expect(calls[0]?.headers.has('authorization')).toBe(false);
});

test('a stored submit is sent again to the letter', async () => {
  const { provider, calls } = setup({ jobId, status: 'COMPLETED' });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  await provider.submit(prepared);
  // A replay that finds the job finished has no result and no reason: a poll tells them.
  expect(await provider.submit(JSON.parse(JSON.stringify(prepared)))).toEqual({
    task: { id: jobId, model: 'kling-2.5-turbo-pro' },
  });
  expect(calls[1]?.body).toBe(calls[0]?.body);
  expect(calls[1]?.headers.get('idempotency-key')).toBe('attempt-1');
});

const cfgRefused = {
  error: 'Validation failed',
  details: { 'klingParams.cfg_scale': ['Unrecognized key'] },
};

test('a 400 that names cfg_scale is reshaped, and the next request is spelled otherwise', async () => {
  const { provider, calls } = setup(cfgRefused, { status: 400 });
  const first = provider.prepare(request, { attemptId: 'attempt-1' });
  await expect(provider.submit(first)).rejects.toMatchObject({
    code: 'invalid-request',
    outcome: 'rejected',
    charged: 'no',
    reshaped: true,
  });
  expect(calls).toHaveLength(1);
  const { body } = provider.prepare(request, { attemptId: 'attempt-2' });
  expect(body['klingParams']).toMatchObject({ guidance_scale: 0.5 });
  expect(body['klingParams']).not.toHaveProperty('cfg_scale');
});

test('what one provider learned is not known to another', async () => {
  const { provider } = setup(cfgRefused, { status: 400 });
  await provider.submit(provider.prepare(request, { attemptId: 'a' })).catch(() => {});
  const { body } = setup({}).provider.prepare(request, { attemptId: 'b' });
  expect(body['klingParams']).toMatchObject({ cfg_scale: 0.5 });
});

test('a fixed guidanceField is never reshaped', async () => {
  const { provider } = setup(cfgRefused, { status: 400 }, { guidanceField: 'cfg_scale' });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  const error = await provider.submit(prepared).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'invalid-request' });
  expect(error).not.toHaveProperty('reshaped');
  expect(provider.prepare(request, { attemptId: 'b' }).body['klingParams']).toHaveProperty(
    'cfg_scale',
  );
});

test.each([
  [401, { error: 'Invalid API key' }, 'authentication', 'rejected'],
  [
    402,
    { error: 'Insufficient credits', creditsRequired: 7, creditsAvailable: 3 },
    'insufficient-balance',
    'rejected',
  ],
  [403, { error: 'API key is inactive' }, 'authentication', 'rejected'],
  [403, { error: 'Video is disabled for this team' }, 'unsupported', 'rejected'],
  [409, { error: 'Idempotency key reused' }, 'idempotency-conflict', 'unknown'],
  [429, { error: 'Too many requests' }, 'rate-limited', 'rejected'],
  [503, { error: 'Service temporarily unavailable' }, 'unavailable', 'unknown'],
  [202, { status: 'QUEUED' }, 'invalid-response', 'unknown'],
])('a submit answered %d %j is %s, %s', async (status, body, code, outcome) => {
  const { provider, calls } = setup(body, { status });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  await expect(provider.submit(prepared)).rejects.toMatchObject({ code, outcome });
  expect(calls).toHaveLength(1);
});

test('the Retry-After of a 429 is kept in milliseconds', async () => {
  const reply = { status: 429, headers: { 'retry-after': '7' } };
  const { provider } = setup({ error: 'Too many requests' }, reply);
  await expect(
    provider.submit(provider.prepare(request, { attemptId: 'attempt-1' })),
  ).rejects.toMatchObject({ retryAfterMs: 7000 });
});

test('a poll reads one job, its cost in our dollars', async () => {
  const job = {
    id: jobId,
    status: 'COMPLETED',
    result: 'https://cdn2.apiframe.ai/a.mp4',
    creditCost: 4,
  };
  const { provider, calls } = setup(job, {}, { usdPerCredit: 0.01 });
  expect(await provider.poll(provider.taskFromId('a/b', 'kling-2.5-turbo-pro'))).toMatchObject({
    state: 'succeeded',
    assets: [{ url: 'https://cdn2.apiframe.ai/a.mp4' }],
    cost: { usdMicros: 40_000, credits: 4 },
  });
  expect(calls).toMatchObject([{ method: 'GET', url: 'https://api.apiframe.ai/v2/jobs/a%2Fb' }]);
});

test.each([
  [{ team: { credits: 250 } }, { credits: 250, usdMicros: 9_750_000 }],
  [{ team: { credits: 0 } }, { credits: 0, usdMicros: 0 }],
  // A personal key: it works, but has no figure.
  [{ user: { id: 'u' }, team: null }, {}],
])('the account %j has %j', async (body, balance) => {
  const { provider, calls } = setup(body);
  expect(await provider.account?.balance?.()).toEqual(balance);
  expect(calls).toMatchObject([{ method: 'GET', url: 'https://api.apiframe.ai/v2/me' }]);
});

test('an account without a word about credits is unreadable, not empty', async () => {
  const { provider } = setup({});
  await expect(provider.account?.balance?.()).rejects.toMatchObject({ code: 'invalid-response' });
});

test('today’s prices need no key and send none', async () => {
  const entry = { id: 'kling-2.5-turbo-pro', pricingMode: 'flat', costMin: 4, costMax: 7 };
  const apiKey = () => Promise.reject(new Error('asked for the key'));
  const { provider, calls } = setup({ models: [entry] }, {}, { apiKey });
  const clock = { now: () => Date.UTC(2026, 11, 1), setTimer: () => () => {} };
  const source = 'https://api.apiframe.ai/v2/models?modality=video';
  const known = { certainty: 'estimate', source, asOf: '2026-12-01' };
  expect(await provider.account?.prices?.({ clock })).toEqual({
    'kling-2.5-turbo-pro': [
      { duration: 5, usdMicros: 156_000, ...known },
      { duration: 10, usdMicros: 273_000, ...known },
    ],
  });
  expect(calls).toMatchObject([{ method: 'GET', url: source }]);
  expect(calls[0]?.headers.has('x-api-key')).toBe(false);
});

test('an upload is one multipart file, and says until when it lives', async () => {
  const url = 'https://cdn2.apiframe.ai/uploads/1.png';
  const { provider, calls } = setup({
    id: 'u',
    url,
    kind: 'image',
    expiresAt: '2026-11-21T05:00:00Z',
  });
  const media = { sha256: 'ab12', mediaType: 'image/png', bytes: new TextEncoder().encode('PNG') };
  expect(await provider.upload?.(media)).toEqual({ url, expiresAt: Date.UTC(2026, 10, 21, 5) });
  expect(calls).toMatchObject([{ method: 'POST', url: 'https://api.apiframe.ai/v2/uploads' }]);
  expect(calls[0]?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
  expect(calls[0]?.body).toMatch(
    /name="file"; filename="ab12\.png"\r\nContent-Type: image\/png\r\n\r\nPNG\r\n/i,
  );
});

test('a webhook is verified with the key and with those of a rotation', async () => {
  const { provider } = setup({}, {}, { webhookKeys: ['afk_0'] });
  const body = new TextEncoder().encode('{"event":"completed","jobId":"job-1"}');
  const sign = (key: string) =>
    createHmac('sha256', createHash('sha256').update(key).digest()).update(body).digest('hex');
  const deliver = async (key: string) =>
    await provider.parseWebhook?.({
      body,
      headers: { 'x-webhook-signature': `sha256=${sign(key)}` },
    });
  expect(await deliver('afk_1')).toEqual({ taskId: 'job-1' });
  expect(await deliver('afk_0')).toEqual({ taskId: 'job-1' });
  await expect(deliver('afk_2')).rejects.toMatchObject({ code: 'authentication' });
});

test.each([
  [{ usdPerCredit: 0 }, 'usdPerCredit of apiframe: got 0; allowed: dollars above 0.'],
  [{ usdPerCredit: Number.NaN }, 'usdPerCredit of apiframe: got NaN; allowed: dollars above 0.'],
  [{ webhookKeys: [''] }, 'webhookKeys of apiframe: allowed: API keys that are not blank.'],
])('the settings %j are a TypeError', (settings, message) => {
  expect(() => createApiframe(settings)).toThrow(new TypeError(message));
});
