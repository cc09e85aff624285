import { expect, test } from 'vitest';
import type { AssetOptions, GuardedFetch, GuardedResponse } from '../../src/download/index.ts';
import { createGuardedFetch, readAsset, streamAsset } from '../../src/download/index.ts';
import { impatientClock } from './manual-clock.ts';
import { readAll } from './read-all.ts';
import type { Reply } from './video-server.ts';
import { serve, startVideoServer, videoBytes } from './video-server.ts';

const video = videoBytes();
const clock = impatientClock(2_000);

async function setup(replies: readonly Reply[]) {
  const server = await startVideoServer(replies);
  const defaults: AssetOptions = {
    fetch: createGuardedFetch({ allowHosts: [server.host] }),
    clock,
    onProgress: ({ bytes }) => server.received(bytes),
  };
  return {
    server,
    read: (options: AssetOptions = {}) => readAsset(server.origin, { ...defaults, ...options }),
    stream: (options: AssetOptions = {}) => streamAsset(server.origin, { ...defaults, ...options }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

test('a file is read into memory, across a broken connection', async () => {
  await using it = await setup([serve({ video, breakAfter: 50_000 }), serve({ video })]);

  const bytes = await it.read();

  expect(Buffer.from(bytes)).toEqual(video);
  expect(it.server.requests).toHaveLength(2);
});

test('a file that had to begin again holds nothing of the first try', async () => {
  const replies = [serve({ video, etag: null, breakAfter: 50_000 }), serve({ video, etag: null })];
  await using it = await setup(replies);

  expect(Buffer.from(await it.read())).toEqual(video);
});

test('half a gibibyte is the most that is read into memory, unless told otherwise', async () => {
  const headers = { 'content-length': String(512 * 1024 ** 2 + 1) };
  const tooLong: Reply = (_request, response) => void response.writeHead(200, headers).write('a');
  await using it = await setup([tooLong]);

  await expect(it.read()).rejects.toMatchObject({
    code: 'archive-failed',
    message: expect.stringContaining('536870912'),
  });
  await expect(it.read({ maxBytes: 1024 ** 3, fetch: neverVideo })).rejects.toMatchObject({
    message: expect.stringContaining('is not a video'),
  });
});

/** A fetch of somebody else's making. */
function foreignFetch(text: string, headers: Record<string, string> = {}): GuardedFetch {
  return async (url): Promise<GuardedResponse> => {
    const response = new Response(text, { headers });
    if (response.body === null) throw new TypeError('no body');
    return { status: 200, headers: response.headers, url: String(url), body: response.body };
  };
}

const neverVideo = foreignFetch('<!doctype html>');

test('another fetch may be handed in', async () => {
  const fetch = foreignFetch('\0\0\0\x18ftypisom and more');
  const bytes = await readAsset('https://cdn.test/a', { fetch });

  expect(Buffer.from(bytes).toString()).toBe('\0\0\0\x18ftypisom and more');
});

test("another fetch's errors become ours, without what they say", async () => {
  const fetch: GuardedFetch = () => Promise.reject(new TypeError('https://cdn.test/?secret'));

  await expect(readAsset('https://cdn.test/?secret', { fetch })).rejects.toMatchObject({
    code: 'archive-failed',
    message: 'The download from cdn.test broke off.',
  });
});

test.each([
  ['ends too early', '100'],
  ['is longer than declared', '20'],
])('a body of another fetch that %s is no file', async (_what, length) => {
  const fetch = foreignFetch('\0\0\0\x18ftypisom and more', { 'content-length': length });

  await expect(readAsset('https://cdn.test/a', { fetch, clock })).rejects.toMatchObject({
    code: 'archive-failed',
    message: `cdn.test sent 21 of ${length} bytes.`,
  });
});

test('a body that another fetch has decoded has the length it has', async () => {
  const headers = { 'content-length': '20', 'content-encoding': 'gzip' };
  const fetch = foreignFetch('\0\0\0\x18ftypisom and more', headers);

  await expect(readAsset('https://cdn.test/a', { fetch })).resolves.toHaveLength(21);
});

test('a signal that another fetch ignores is obeyed between two chunks', async () => {
  const controller = new AbortController();
  const fetch = foreignFetch('\0\0\0\x18ftypisom and more');

  const reading = readAsset('https://cdn.test/a', {
    fetch: (url) => {
      controller.abort();
      return fetch(url);
    },
    signal: controller.signal,
  });

  await expect(reading).rejects.toMatchObject({ code: 'aborted' });
});

test('what another fetch throws when it is aborted becomes ours', async () => {
  const signal = AbortSignal.abort();
  const fetch: GuardedFetch = () => Promise.reject(new DOMException('stop', 'AbortError'));

  await expect(readAsset('https://cdn.test/a', { fetch, signal })).rejects.toMatchObject({
    code: 'aborted',
  });
});

test('without a fetch of the caller, the guarded one refuses what it must', async () => {
  await expect(readAsset('https://127.0.0.1/')).rejects.toMatchObject({ code: 'invalid-request' });
  await expect(streamAsset('http://cdn.test/')).rejects.toMatchObject({ code: 'invalid-request' });
});

test('a stream holds the whole file, across a broken connection', async () => {
  await using it = await setup([serve({ video, breakAfter: 50_000 }), serve({ video })]);

  expect(await bytesOf(await it.stream())).toEqual(video);
  expect(it.server.requests).toHaveLength(2);
});

test('a stream whose file cannot be continued errors instead of repeating itself', async () => {
  const replies = [serve({ video, etag: null, breakAfter: 50_000 }), serve({ video, etag: null })];
  await using it = await setup(replies);

  await expect(bytesOf(await it.stream())).rejects.toMatchObject({
    code: 'archive-failed',
    message: 'The download broke off, and the server cannot continue it.',
  });
});

test.each<[string, Reply, string]>([
  ['a dead link', (_, response) => void response.writeHead(404).end(), 'asset-expired'],
  ['a page', serve({ video: Buffer.from('<!doctype html>') }), 'archive-failed'],
  ['an empty file', serve({ video: Buffer.alloc(0) }), 'archive-failed'],
])('%s is known before a stream is handed out', async (_what, reply, code) => {
  await using it = await setup([reply]);

  await expect(it.stream()).rejects.toMatchObject({ code });
});

/** Sends the beginning of a video, and tells when its connection is gone. */
function stalling() {
  const closed = Promise.withResolvers<void>();
  const reply: Reply = (_request, response) => {
    response.on('close', () => closed.resolve());
    response.writeHead(200).write(video.subarray(0, 1_000));
  };
  return { reply, closed: closed.promise };
}

test('a stream that is cancelled closes its connection', async () => {
  const { reply, closed } = stalling();
  await using it = await setup([reply]);

  const stream = await it.stream();
  await stream.cancel();

  await closed;
});

test('a stream that is cancelled while it waits closes its connection', async () => {
  const { reply, closed } = stalling();
  await using it = await setup([reply]);
  const reader = (await it.stream()).getReader();
  await reader.read();

  const waiting = reader.read();
  await reader.cancel();

  await expect(waiting).resolves.toEqual({ done: true, value: undefined });
  await closed;
});

test('a stream obeys its signal', async () => {
  const { reply, closed } = stalling();
  await using it = await setup([reply]);
  const controller = new AbortController();
  const stream = await it.stream({ signal: controller.signal });

  controller.abort();

  await closed;
  await expect(readAll(stream)).rejects.toMatchObject({ code: 'aborted' });
  expect(it.server.requests).toHaveLength(1);
});
