import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { ApixoSettings } from '../src/index.ts';
import { createApixo } from '../src/index.ts';

const request: StagedRequest = {
  prompt: 'dawn',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: {},
  providerOptions: {},
};

function setup(body: unknown, status = 200, settings: ApixoSettings = {}) {
  const calls: { method: string; url: string; headers: Headers; body: string }[] = [];
  const provider = createApixo({
    apiKey: 'key-1',
    ...settings,
    async fetch(input, init) {
      const sent = new Request(input, init);
      const { method, url, headers } = sent;
      calls.push({ method, url, headers, body: await sent.text() });
      return Response.json(body, { status });
    },
  });
  return { provider, calls };
}

const accepted = { code: 200, message: 'success', data: { taskId: 'task_12345678' } };
const processing = {
  code: 200,
  message: 'success',
  data: { taskId: 'task_12345678', state: 'processing', createTime: 1767965610929 },
};

test('a submit is one POST below the model, and its task keeps the model', async () => {
  const { provider, calls } = setup(accepted, 200, { headers: { 'x-team': 'film' } });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  const { task } = await provider.submit(prepared);
  expect(task).toEqual({
    id: 'task_12345678',
    model: 'kling-2.5-turbo-pro',
    route: 'kling-2-5-turbo-pro',
  });
  expect(calls).toHaveLength(1);
  expect(calls[0]).toMatchObject({
    method: 'POST',
    url: 'https://api.apixo.ai/api/v1/generateTask/kling-2-5-turbo-pro',
    body: '{"request_type":"async","input":{"mode":"text-to-video","prompt":"dawn","duration":5,"aspect_ratio":"16:9"}}',
  });
  expect(calls[0]?.headers.get('authorization')).toBe('Bearer key-1');
  expect(calls[0]?.headers.get('content-type')).toBe('application/json');
  expect(calls[0]?.headers.get('x-team')).toBe('film');
});

test('a poll is one GET below the model that made the task, the id encoded', async () => {
  const { provider, calls } = setup(processing);
  const task = { id: 'task/1 2', model: 'kling-2.5-turbo-pro', route: 'kling-2-6' };
  expect(await provider.poll(task)).toEqual({
    state: 'running',
    vendorState: 'processing',
    createdAt: 1767965610929,
  });
  expect(calls).toMatchObject([
    { method: 'GET', url: 'https://api.apixo.ai/api/v1/statusTask/kling-2-6?taskId=task%2F1+2' },
  ]);
});

test('an id from the dashboard gets the path of its model', () => {
  const { provider } = setup(processing);
  expect(provider.taskFromId('t1', 'kling-2.5-turbo-pro')).toEqual({
    id: 't1',
    model: 'kling-2.5-turbo-pro',
    route: 'kling-2-5-turbo-pro',
  });
});

test.each([
  [
    200,
    { code: 400, message: 'Insufficient credits', data: null },
    'insufficient-balance',
    'rejected',
  ],
  [402, { code: 402, message: 'Insufficient balance' }, 'insufficient-balance', 'rejected'],
  [200, { code: 401, message: 'Invalid or missing API key' }, 'authentication', 'rejected'],
  [403, { code: 403, message: 'Forbidden' }, 'unsupported', 'rejected'],
  [200, { code: 429, message: 'Rate limit exceeded' }, 'rate-limited', 'rejected'],
  [200, { code: 503, message: 'Service temporarily unavailable' }, 'unavailable', 'unknown'],
  [504, { code: 504, message: 'Upstream timeout' }, 'unavailable', 'unknown'],
  [200, { code: 200, message: 'success', data: {} }, 'invalid-response', 'unknown'],
  [200, { code: 200, message: 'success', data: null }, 'invalid-response', 'unknown'],
])('a submit answered %d %j is %s, %s', async (status, body, code, outcome) => {
  const { provider, calls } = setup(body, status);
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  await expect(provider.submit(prepared)).rejects.toMatchObject({ code, outcome });
  expect(calls).toHaveLength(1);
});

test('a poll of an unknown task is not-found, and never a failed task', async () => {
  const { provider } = setup({ code: 404, message: 'Task ID or route not found' });
  const task = provider.taskFromId('t1', 'kling-2.5-turbo-pro');
  await expect(provider.poll(task)).rejects.toMatchObject({
    code: 'not-found',
    outcome: 'accepted',
    status: 404,
    taskId: 't1',
  });
});

test('the balance is a bare number of dollars', async () => {
  const { provider, calls } = setup({ code: 200, message: 'success', data: 74.87 });
  expect(await provider.account?.balance?.()).toEqual({ usdMicros: 74_870_000 });
  expect(calls).toMatchObject([
    { method: 'GET', url: 'https://api.apixo.ai/api/v1/apikeys/current-balance' },
  ]);
});

test('a key that the vendor echoes reaches no error', async () => {
  const { provider } = setup({ code: 401, message: 'key-1 is no key' });
  const prepared = provider.prepare(request, { attemptId: 'attempt-1' });
  const error = await provider.submit(prepared).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'authentication' });
  expect(JSON.stringify(error)).not.toContain('key-1');
});

test('a model that is not offered is unsupported', () => {
  const { provider } = setup(accepted);
  expect(() => provider.prepare({ ...request, model: 'sora-9' }, { attemptId: 'a' })).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  );
});

test('a routing that does not exist is a TypeError that names the choices', () => {
  // @ts-expect-error: callers without types get a clear error too.
  expect(() => createApixo({ routing: 'cheapest' })).toThrow(
    'routing of apixo: got "cheapest"; allowed: auto, value, official.',
  );
});
