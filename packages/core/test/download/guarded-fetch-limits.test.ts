import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { DownloadSettings } from '../../src/download/index.ts';
import { createGuardedFetch } from '../../src/download/index.ts';
import { listen, startServer } from './local-server.ts';
import { lookupStub } from './lookup-stub.ts';
import { manualClock } from './manual-clock.ts';
import { readAll } from './read-all.ts';

test('an answer is given as it is, whatever its status', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(404, { etag: '"a"', 'x-twice': ['1', '2'] }).end('gone');
  });

  const response = await createGuardedFetch({ allowHosts: [server.host] })(new URL(server.origin));

  expect(response.status).toBe(404);
  expect(response.headers.get('etag')).toBe('"a"');
  expect(response.headers.get('x-twice')).toBe('1, 2');
  expect(await readAll(response.body)).toBe('gone');
});

test('each fetch has a connection of its own', async () => {
  await using server = await startServer((_request, response) => response.end('a'));
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  for (let count = 0; count < 3; count += 1) await readAll((await fetch(server.origin)).body);

  expect(server.connections()).toBe(3);
});

test('a body of exactly the allowed size is read', async () => {
  await using server = await startServer((_request, response) => response.end('12345'));
  const fetch = createGuardedFetch({ allowHosts: [server.host], maxBytes: 5 });

  expect(await readAll((await fetch(server.origin)).body)).toBe('12345');
});

test('a body that declares too much is refused before it is read', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-length': String(1024 ** 4) }).write('a');
  });
  const clock = manualClock();
  const fetch = createGuardedFetch({ allowHosts: [server.host], clock });

  await expect(fetch(server.origin)).rejects.toMatchObject({
    code: 'archive-failed',
    message: `The body from ${server.host} is larger than the 2147483648 bytes allowed.`,
  });
  expect(clock.pending()).toBe(0);
});

test('an endless body is cut off at the allowed size', async () => {
  await using server = await startServer((_request, response) => {
    const chunk = Buffer.alloc(16_384);
    const write = () => {
      while (response.write(chunk));
    };
    response.on('drain', write);
    write();
  });
  const clock = manualClock();
  const fetch = createGuardedFetch({ allowHosts: [server.host], maxBytes: 100_000, clock });
  const { body } = await fetch(server.origin);
  let received = 0;
  const reading = (async () => {
    for await (const chunk of body) received += chunk.byteLength;
  })();

  await expect(reading).rejects.toMatchObject({ code: 'archive-failed' });
  expect(received).toBeGreaterThan(0);
  expect(received).toBeLessThanOrEqual(100_000);
  expect(clock.pending()).toBe(0);
});

test('a name that is never resolved times out', async () => {
  const clock = manualClock();
  const fetch = createGuardedFetch({ lookup: () => {}, clock });

  const answer = fetch('https://silent.test/?token=1');
  clock.advance(5_000);

  await expect(answer).rejects.toMatchObject({
    code: 'archive-failed',
    message: 'silent.test did not connect within 5000 ms.',
  });
  expect(clock.pending()).toBe(0);
});

test('a handshake that never ends times out', async () => {
  const connected = Promise.withResolvers<void>();
  const sockets = new Set<{ destroy(): void }>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => {}));
    socket.once('data', () => connected.resolve());
  });
  await using silent = await listen(server, () => {
    for (const socket of sockets) socket.destroy();
  });
  const clock = manualClock();
  const fetch = createGuardedFetch({ allowHosts: [silent.host], connectTimeoutMs: 50, clock });

  const answer = fetch(`https://${silent.host}/`);
  await connected.promise;
  clock.advance(50);

  await expect(answer).rejects.toMatchObject({
    message: `${silent.host} did not connect within 50 ms.`,
  });
});

interface Stalling {
  readonly settings?: DownloadSettings;
  /** Sends the head and the first bytes before it stalls. */
  readonly withHead: boolean;
}

/** A fetch from a server that stops in the middle. */
async function startStalling({ settings = {}, withHead }: Stalling) {
  const asked = Promise.withResolvers<void>();
  const closed = Promise.withResolvers<void>();
  const server = await startServer((_request, response) => {
    if (withHead) response.writeHead(200).write('first');
    response.on('close', () => closed.resolve());
    asked.resolve();
  });
  const clock = manualClock();
  const fetch = createGuardedFetch({ allowHosts: [server.host], clock, ...settings });
  return { server, clock, fetch, asked: asked.promise, closed: closed.promise };
}

test('a server that never answers times out', async () => {
  const { server, clock, fetch, asked } = await startStalling({ withHead: false });
  await using _ = server;

  const answer = fetch(server.origin);
  await asked;
  clock.advance(15_000);

  await expect(answer).rejects.toMatchObject({
    message: `${server.host} did not answer within 15000 ms.`,
  });
  expect(clock.pending()).toBe(0);
});

test('a body that stalls times out while it is waited for', async () => {
  const { server, clock, fetch, closed } = await startStalling({ withHead: true });
  await using _ = server;
  const reader = (await fetch(server.origin)).body.getReader();
  await reader.read();

  clock.advance(15_000);
  const second = reader.read();
  // The stream asks for its next chunk a few microtasks after it handed out the last one.
  await setImmediate();
  clock.advance(15_000);

  await expect(second).rejects.toMatchObject({
    code: 'archive-failed',
    message: `${server.host} sent nothing for 15000 ms.`,
  });
  await closed;
  expect(clock.pending()).toBe(0);
});

test('the total time counts even while nobody reads', async () => {
  const { server, clock, fetch, closed } = await startStalling({ withHead: true });
  await using _ = server;
  const { body } = await fetch(server.origin);

  clock.advance(600_000);
  await closed;

  await expect(body.getReader().read()).rejects.toMatchObject({
    code: 'archive-failed',
    message: `The download from ${server.host} took longer than 600000 ms in total.`,
  });
  expect(clock.pending()).toBe(0);
});

test('a signal that is aborted already connects to nothing', async () => {
  await using server = await startServer((_request, response) => response.end());
  const { lookup, asked } = lookupStub({});
  const fetch = createGuardedFetch({ allowHosts: [server.host], lookup });
  const signal = AbortSignal.abort();

  await expect(fetch(server.origin, { signal })).rejects.toMatchObject({ code: 'aborted' });
  await expect(fetch('https://cdn.test', { signal })).rejects.toMatchObject({ code: 'aborted' });
  expect(asked).toEqual([]);
  expect(server.connections()).toBe(0);
});

test('a signal is obeyed while a name is resolved', async () => {
  const clock = manualClock();
  const controller = new AbortController();
  const fetch = createGuardedFetch({ lookup: () => {}, clock });

  const answer = fetch('https://silent.test/', { signal: controller.signal });
  controller.abort();

  await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  expect(clock.pending()).toBe(0);
});

test('a signal is obeyed while an answer is awaited', async () => {
  const { server, clock, fetch, asked, closed } = await startStalling({ withHead: false });
  await using _ = server;
  const controller = new AbortController();

  const answer = fetch(server.origin, { signal: controller.signal });
  await asked;
  controller.abort();

  await expect(answer).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' });
  await closed;
  expect(clock.pending()).toBe(0);
});

test('a signal is obeyed while a chunk is awaited', async () => {
  const { server, fetch, closed } = await startStalling({ withHead: true });
  await using _ = server;
  const controller = new AbortController();
  const { body } = await fetch(server.origin, { signal: controller.signal });
  const reader = body.getReader();
  await reader.read();

  const second = reader.read();
  controller.abort();

  await expect(second).rejects.toMatchObject({ code: 'aborted' });
  await closed;
});

test('a signal is obeyed between two chunks', async () => {
  const { server, clock, fetch, closed } = await startStalling({ withHead: true });
  await using _ = server;
  const controller = new AbortController();
  const { body } = await fetch(server.origin, { signal: controller.signal });

  controller.abort();
  await closed;

  await expect(body.getReader().read()).rejects.toMatchObject({ code: 'aborted' });
  expect(clock.pending()).toBe(0);
});

test('a body that is cancelled closes its connection and its timers', async () => {
  const { server, clock, fetch, closed } = await startStalling({ withHead: true });
  await using _ = server;
  const { body } = await fetch(server.origin);

  await body.cancel();

  await closed;
  expect(clock.pending()).toBe(0);
});

test('a redirect closes its connection, however much of a body it has', async () => {
  const closed = Promise.withResolvers<void>();
  await using server = await startServer((request, response) => {
    if (request.url === '/there') return response.end('there');
    response.on('close', () => closed.resolve());
    return response.writeHead(302, { location: '/there' }).write('an unfinished page');
  });
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  const { body } = await fetch(server.origin);

  await closed.promise;
  expect(await readAll(body)).toBe('there');
});

test('a body that ends too early is an error', async () => {
  await using server = await startServer((_request, response) => {
    response.writeHead(200, { 'content-length': '10' }).write('12345', () => response.destroy());
  });
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  const { body } = await fetch(server.origin);

  await expect(readAll(body)).rejects.toMatchObject({
    code: 'archive-failed',
    cause: { code: 'ECONNRESET' },
  });
});

test.each([
  ['refuses connections', 'ECONNREFUSED'],
  ['hangs up without an answer', 'ECONNRESET'],
  ['speaks no HTTP', 'HPE_INVALID_CONSTANT'],
])('a server that %s is named, with the system code', async (what, code) => {
  const replies: Readonly<Record<string, string>> = {
    'speaks no HTTP': 'SSH-2.0-OpenSSH_9\r\n',
  };
  const server = await listen(
    createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => socket.end(replies[what] ?? ''));
    }),
    () => {},
  );
  await using _ = server;
  if (what === 'refuses connections') await server[Symbol.asyncDispose]();
  const fetch = createGuardedFetch({ allowHosts: [server.host] });

  await expect(fetch(`${server.origin}/?token=1`)).rejects.toMatchObject({
    code: 'archive-failed',
    message: `${server.host} could not be reached (${code}).`,
    cause: { code },
  });
});

test('a server that changes the protocol gives no answer', async () => {
  await using server = await startUpgrading();
  const clock = manualClock();
  const fetch = createGuardedFetch({ allowHosts: [server.host], clock });

  await expect(fetch(server.origin)).rejects.toMatchObject({
    code: 'archive-failed',
    message: `${server.host} gave no answer.`,
  });
  expect(clock.pending()).toBe(0);
});

function startUpgrading() {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const answer = 'HTTP/1.1 101 Switching\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n';
    socket.once('data', () => socket.end(answer));
  });
  return listen(server, () => {});
}

test.each<[string, DownloadSettings]>([
  ['maxBytes', { maxBytes: 0 }],
  ['maxBytes', { maxBytes: Number.POSITIVE_INFINITY }],
  ['connectTimeoutMs', { connectTimeoutMs: -1 }],
  ['idleTimeoutMs', { idleTimeoutMs: Number.NaN }],
  ['totalTimeoutMs', { totalTimeoutMs: 2 ** 31 }],
])('a wrong %s is refused at construction', (name, settings) => {
  expect(() => createGuardedFetch(settings)).toThrow(name);
  expect(() => createGuardedFetch(settings)).toThrow(TypeError);
});
