import type { Socket } from 'node:net';
import { expect, test } from 'vitest';
import type { Loopback } from './loopback.ts';
import { closedPort, listenBare, listenHttp, listenUntrusted } from './loopback.ts';
import { callOf, failureOf, key, setupClient } from './setup-client.ts';

const reach = (baseUrl: string) =>
  setupClient(() => new Response(), { baseUrl, fetch: undefined }).client;

const onceRead = (answer: (socket: Socket) => void) => (socket: Socket) =>
  void socket.once('data', () => answer(socket));

test.each(['127.0.0.1', 'localhost'])('a refused port of %s was never reached', async (host) => {
  const client = reach(`http://${host}:${await closedPort()}`);
  const error = await failureOf(client.send(callOf('submit')));
  expect(error).toMatchObject({
    code: 'network',
    outcome: 'rejected',
    charged: 'no',
    cause: { code: 'ECONNREFUSED' },
    message: 'acme could not be reached during submit (ECONNREFUSED)',
  });
  expect(await failureOf(client.send(callOf('poll')))).toMatchObject({
    code: 'network',
    outcome: 'accepted',
  });
});

test('a name that cannot be resolved was never reached', async () => {
  const error = await failureOf(reach('http://vendor.invalid').send(callOf('submit')));
  expect(error).toMatchObject({ code: 'network', outcome: 'rejected' });
  expect(error.cause?.code).toMatch(/^(ENOTFOUND|EAI_AGAIN)$/);
  expect(error.cause?.call).toBe('getaddrinfo');
});

test('a certificate that nobody trusts is a refusal before anything was sent', async () => {
  await using server = await listenUntrusted();
  expect(await failureOf(reach(server.url).send(callOf('submit')))).toMatchObject({
    code: 'network',
    outcome: 'rejected',
    cause: { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
  });
});

test('TLS to a port that speaks plain text fails before anything was sent', async () => {
  await using server = await listenHttp((_request, response) => void response.end('{}'));
  const error = await failureOf(
    reach(server.url.replace('http:', 'https:')).send(callOf('submit')),
  );
  expect(error).toMatchObject({ code: 'network', outcome: 'rejected', charged: 'no' });
});

const partial = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100\r\n';

test.each<readonly [string, (socket: Socket) => void]>([
  ['closes after it has read', (socket) => socket.end()],
  ['resets after it has read', (socket) => socket.resetAndDestroy()],
  [
    'resets in the middle of the headers',
    (socket) => socket.write(partial, () => socket.resetAndDestroy()),
  ],
  ['closes in the middle of the headers', (socket) => socket.end(partial)],
  [
    'resets in the middle of the body',
    (socket) =>
      socket.write(`${partial}\r\n{"taskId":`, () => setImmediate(() => socket.resetAndDestroy())),
  ],
  ['closes in the middle of the body', (socket) => socket.end(`${partial}\r\n{"taskId":"task-1"}`)],
  ['speaks something else', (socket) => socket.end('SSH-2.0-OpenSSH_9.9\r\n')],
])('a vendor that %s leaves a submit in doubt, after one connection', async (_what, answer) => {
  await using server = await listenBare(onceRead(answer));
  const error = await failureOf(reach(server.url).send(callOf('submit')));
  expect(error).toMatchObject({ code: 'network', outcome: 'unknown', charged: 'unknown' });
  expect(error.message).toMatch(/^acme broke the connection during submit/);
  expect(server.connections()).toBe(1);
  expect(JSON.stringify(error)).not.toContain('127.0.0.1');
});

test('a connection that is reset at once is a refusal only where it never came about', async () => {
  await using server = await listenBare((socket) => socket.resetAndDestroy());
  const error = await failureOf(reach(server.url).send(callOf('submit')));
  expect(error).toMatchObject({ code: 'network', cause: { code: 'ECONNRESET' } });
  expect(error.outcome).toBe(error.cause?.call === 'connect' ? 'rejected' : 'unknown');
  expect(server.connections()).toBe(1);
});

test('a lost poll says nothing of the task', async () => {
  await using server = await listenBare(onceRead((socket) => socket.resetAndDestroy()));
  expect(await failureOf(reach(server.url).send(callOf('poll')))).toMatchObject({
    code: 'network',
    outcome: 'accepted',
  });
  expect(server.connections()).toBe(1);
});

const answers = [301, 307, 308, 408, 429, 500, 503] as const;

test.each(answers)('a %i over a real connection is one request', async (status) => {
  const paths: (string | undefined)[] = [];
  await using server: Loopback = await listenHttp((request, response) => {
    paths.push(request.url);
    response.writeHead(status, { location: '/elsewhere', 'retry-after': '0' }).end('{}');
  });
  const error = await failureOf(reach(server.url).send(callOf('submit')));
  expect(error.status).toBe(status);
  expect(paths).toEqual(['/v1/tasks']);
});

test('an answer in pieces over a real connection is read whole', async () => {
  await using server = await listenHttp((request, response) => {
    response.writeHead(request.headers.authorization === `Bearer ${key}` ? 200 : 401);
    response.write('{"task');
    setImmediate(() => response.end('Id":"task-1"}'));
  });
  expect((await reach(server.url).send(callOf('submit'))).body).toEqual({ taskId: 'task-1' });
});
