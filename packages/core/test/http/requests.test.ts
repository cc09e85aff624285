import { expect, test } from 'vitest';
import { callOf, json, key, setupClient } from './setup-client.ts';

const ok = () => json({ taskId: 'task-1' });

test('a call is one request with its body, its headers and the key', async () => {
  const { client, seen } = setupClient(ok, { headers: { 'x-team': 'ridge' } });
  await client.send(callOf('submit', { headers: { 'idempotency-key': 'attempt-1' } }));
  expect(seen).toHaveLength(1);
  const [request] = seen;
  expect(request).toMatchObject({
    method: 'POST',
    url: 'https://api.acme.example/v1/tasks',
    body: '{"prompt":"dawn"}',
  });
  expect(Object.fromEntries(request?.headers ?? [])).toMatchObject({
    accept: 'application/json',
    authorization: `Bearer ${key}`,
    'content-type': 'application/json',
    'idempotency-key': 'attempt-1',
    'x-team': 'ridge',
  });
});

test.each([
  ['https://api.acme.example', 'tasks', 'https://api.acme.example/tasks'],
  ['https://api.acme.example/', 'tasks', 'https://api.acme.example/tasks'],
  ['https://api.acme.example/v1', 'tasks/a%2Fb', 'https://api.acme.example/v1/tasks/a%2Fb'],
  ['https://api.acme.example/v1/', 'tasks', 'https://api.acme.example/v1/tasks'],
])('below %s the path %s is %s', async (baseUrl, path, url) => {
  const { client, seen } = setupClient(ok, { baseUrl });
  await client.send(callOf('submit', { path }));
  expect(seen[0]?.url).toBe(url);
});

test('search parameters are encoded', async () => {
  const { client, seen } = setupClient(ok);
  await client.send(callOf('poll', { searchParams: { model: 'a b&c' } }));
  expect(seen[0]?.url).toBe('https://api.acme.example/v1/tasks?model=a+b%26c');
});

test('a form is sent as a form', async () => {
  const { client, seen } = setupClient(ok);
  const form = new FormData();
  form.set('file', new Blob(['x']), 'frame.png');
  await client.send({
    operation: 'upload',
    method: 'post',
    path: 'files',
    schema: callOf('upload').schema,
    form,
  });
  expect(seen[0]?.headers.get('content-type')).toMatch(/^multipart\/form-data; boundary=/);
  expect(seen[0]?.body).toContain('filename="frame.png"');
});

test('a call that needs no key sends and asks for none', async () => {
  let asked = 0;
  const { client, seen } = setupClient(ok, {
    apiKey: () => {
      asked += 1;
      throw new Error('asked');
    },
  });
  await client.send(callOf('prices', { authenticated: false }));
  expect(asked).toBe(0);
  expect(seen[0]?.headers.has('authorization')).toBe(false);
});

test.each(['authorization', 'Authorization', 'AUTHORIZATION'])(
  'neither settings nor a call can replace the key by %s',
  async (name) => {
    const { client, seen } = setupClient(ok, { headers: { [name]: 'Bearer other' } });
    await client.send(callOf('submit', { headers: { [name]: 'Bearer third' } }));
    expect(seen[0]?.headers.get('authorization')).toBe(`Bearer ${key}`);
  },
);

test('a header of a call goes before the same header of the settings', async () => {
  const { client, seen } = setupClient(ok, { headers: { 'X-Mode': 'settings' } });
  await client.send(callOf('submit', { headers: { 'x-mode': 'call' } }));
  expect(seen[0]?.headers.get('x-mode')).toBe('call');
});

test('the key is asked for at every request, so that it can be rotated', async () => {
  const { Secret } = await import('../../src/secret.ts');
  let turn = 0;
  const { client, seen } = setupClient(ok, {
    apiKey: async () => {
      turn += 1;
      return new Secret(`key-${turn}`);
    },
  });
  await client.send(callOf('submit'));
  await client.send(callOf('poll'));
  expect(seen.map(({ headers }) => headers.get('authorization'))).toEqual([
    'Bearer key-1',
    'Bearer key-2',
  ]);
});

test('nothing is left ticking after a call', async () => {
  const { client, clock } = setupClient(ok);
  await client.send(callOf('submit'), { clock });
  expect(clock.pending).toBe(0);
});
