import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { AssetOptions, AssetProgress } from '../../src/download/index.ts';
import { createGuardedFetch, saveAsset } from '../../src/download/index.ts';
import type { Clock } from '../../src/ports.ts';
import { impatientClock, manualClock } from './manual-clock.ts';
import { rejectionOf } from './read-all.ts';
import type { Reply } from './video-server.ts';
import { serve, sha256, startVideoServer, videoBytes } from './video-server.ts';

const video = videoBytes();
/** No pause before a download is resumed. */
const clock: Clock = impatientClock(2_000);

async function setup(replies: readonly Reply[]) {
  const folder = await mkdtemp(join(tmpdir(), 'vidgate-save-'));
  const server = await startVideoServer(replies);
  const fetch = createGuardedFetch({ allowHosts: [server.host] });
  const path = join(folder, 'video.mp4');
  const url = `${server.origin}/video?signature=c4n4ry`;
  return {
    server,
    folder,
    path,
    url,
    fetch,
    save: ({ onProgress, ...options }: AssetOptions = {}) =>
      saveAsset(url, path, {
        fetch,
        clock,
        ...options,
        onProgress: (progress) => {
          server.received(progress.bytes);
          onProgress?.(progress);
        },
      }),
    files: () => readdir(folder),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

const saved = {
  bytes: video.byteLength,
  sha256: sha256(video),
  mediaType: 'video/mp4',
};

test('a file is saved whole, under its own name only', async () => {
  await using it = await setup([serve({ video })]);

  await expect(it.save()).resolves.toEqual({ path: it.path, ...saved });

  expect(await it.files()).toEqual(['video.mp4']);
  expect(await readFile(it.path)).toEqual(video);
});

test('a file of unknown length is saved whole', async () => {
  await using it = await setup([serve({ video, chunked: true })]);

  await expect(it.save()).resolves.toMatchObject(saved);
});

test('a file that comes byte by byte is recognized', async () => {
  const short = videoBytes(20);
  await using it = await setup([
    (_request, response) => {
      const rest = [...short];
      const next = () => {
        const byte = rest.shift();
        if (byte === undefined) return response.end();
        return response.write(Buffer.from([byte]), () => setImmediate(next));
      };
      next();
    },
  ]);

  await expect(it.save()).resolves.toMatchObject({ bytes: 20, sha256: sha256(short) });
});

test('progress is told up to the whole', async () => {
  await using it = await setup([serve({ video })]);
  const told: AssetProgress[] = [];

  await it.save({ onProgress: (progress) => told.push(progress) });

  expect(told.at(-1)).toEqual({ bytes: video.byteLength, totalBytes: video.byteLength });
  expect(told.map(({ bytes }) => bytes)).toEqual(
    told.map(({ bytes }) => bytes).toSorted(ascending),
  );
});

function ascending(left: number, right: number): number {
  return left - right;
}

test('a broken connection is resumed where it broke', async () => {
  await using it = await setup([
    serve({ video, breakAfter: 50_000 }),
    serve({ video, breakAfter: 50_000 }),
    serve({ video, breakAfter: 50_000 }),
    serve({ video }),
  ]);

  await expect(it.save()).resolves.toEqual({ path: it.path, ...saved });

  expect(await readFile(it.path)).toEqual(video);
  const url = '/video?signature=c4n4ry';
  expect(it.server.requests).toEqual([
    { url },
    { url, range: 'bytes=50000-', ifRange: '"v1"' },
    { url, range: 'bytes=100000-', ifRange: '"v1"' },
    { url, range: 'bytes=150000-', ifRange: '"v1"' },
  ]);
});

test('a connection that breaks before the first byte is made again', async () => {
  await using it = await setup([
    (_request, response) => {
      response.writeHead(200, { 'content-length': video.byteLength }).flushHeaders();
      setImmediate(() => response.destroy());
    },
    serve({ video }),
  ]);

  await expect(it.save()).resolves.toMatchObject(saved);
  expect(it.server.requests).toHaveLength(2);
});

test('a server that cannot be reached at first is left to the caller', async () => {
  await using it = await setup([(_request, response) => void response.destroy()]);

  await expect(it.save()).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
  expect(it.server.requests).toHaveLength(1);
});

test('a download that breaks a fourth time fails, and leaves nothing', async () => {
  await using it = await setup([serve({ video, breakAfter: 1_000 })]);

  const error = await rejectionOf(it.save());

  expect(error).toMatchObject({
    code: 'archive-failed',
    outcome: 'accepted',
    cause: { code: 'ECONNRESET' },
  });
  expect(inspect(error)).not.toContain('c4n4ry');
  expect(it.server.requests).toHaveLength(4);
  expect(await it.files()).toEqual([]);
});

const other = Buffer.concat([videoBytes(30_000), Buffer.from('another file')]);

test.each<[string, Reply]>([
  ['ignores ranges', serve({ video, ignoreRange: true })],
  ['has another version by now', serve({ video, etag: '"v2"' })],
])('a server that %s is read from the start again', async (_what, second) => {
  await using it = await setup([serve({ video: other, breakAfter: 25_000 }), second]);
  const told: number[] = [];

  await expect(it.save({ onProgress: ({ bytes }) => told.push(bytes) })).resolves.toMatchObject(
    saved,
  );

  expect(await readFile(it.path)).toEqual(video);
  expect(told.at(-1)).toBe(video.byteLength);
});

test.each([
  ['no ETag', null],
  ['a weak ETag', 'W/"v1"'],
  ['an ETag that is none', 'v1'],
])('with %s a file is read from the start again', async (_what, etag) => {
  await using it = await setup([
    serve({ video, etag, breakAfter: 50_000 }),
    serve({ video, etag }),
  ]);

  await expect(it.save()).resolves.toMatchObject(saved);

  expect(it.server.requests[1]).toEqual({ url: '/video?signature=c4n4ry' });
});

test.each<[string, Record<string, string>]>([
  ['begins elsewhere', { 'content-range': `bytes 0-199999/${video.byteLength}` }],
  ['is of a file of another length', { 'content-range': 'bytes 50000-199999/300000' }],
  ['is of another version', { etag: '"v2"' }],
  ['does not say where it begins', { 'content-range': 'bytes */200000' }],
])('a continuation that %s is not taken', async (_what, headers) => {
  await using it = await setup([
    serve({ video, breakAfter: 50_000 }),
    serve({ video, headers }),
    serve({ video }),
  ]);

  await expect(it.save()).resolves.toMatchObject(saved);

  expect(it.server.requests.map(({ range }) => range)).toEqual([
    undefined,
    'bytes=50000-',
    undefined,
  ]);
});

test('a bad moment of the server while resuming is waited out', async () => {
  await using it = await setup([
    serve({ video, breakAfter: 50_000 }),
    (_request, response) => void response.writeHead(503).end(),
    serve({ video }),
  ]);

  await expect(it.save()).resolves.toMatchObject(saved);
  expect(it.server.requests[2]).toMatchObject({ range: 'bytes=50000-' });
});

test('a resume goes to where the redirect led, and back to the start when that has expired', async () => {
  await using it = await setup([
    (_request, response) => void response.writeHead(302, { location: '/target' }).end(),
    serve({ video, breakAfter: 50_000 }),
    (_request, response) => void response.writeHead(403).end(),
    serve({ video }),
  ]);

  await expect(it.save()).resolves.toMatchObject(saved);

  expect(it.server.requests.map(({ url }) => url)).toEqual([
    '/video?signature=c4n4ry',
    '/target',
    '/target',
    '/video?signature=c4n4ry',
  ]);
});

test.each([401, 403, 404, 410])('HTTP %i says that the link has expired', async (status) => {
  await using it = await setup([
    (_request, response) => void response.writeHead(status).end('<Error/>'),
  ]);

  await expect(it.save()).rejects.toMatchObject({
    code: 'asset-expired',
    status,
    message: `${it.server.host} no longer serves the file (HTTP ${status}).`,
  });
  expect(it.server.requests).toHaveLength(1);
  expect(await it.files()).toEqual([]);
});

test('an answer that is not the file is not read', async () => {
  const closed = Promise.withResolvers<void>();
  await using it = await setup([
    (_request, response) => {
      response.on('close', () => closed.resolve());
      response.writeHead(404).write('an unfinished page');
    },
  ]);

  await expect(it.save()).rejects.toMatchObject({ code: 'asset-expired' });
  await closed.promise;
});

test('a link that expires while a download is resumed has expired', async () => {
  await using it = await setup([
    serve({ video, breakAfter: 50_000 }),
    (_request, response) => void response.writeHead(403).end(),
  ]);

  await expect(it.save()).rejects.toMatchObject({ code: 'asset-expired', status: 403 });
  expect(await it.files()).toEqual([]);
});

test.each<[string, Reply, AssetOptions, string]>([
  ['an error of the server', (_, response) => void response.writeHead(500).end(), {}, 'HTTP 500'],
  ['no content', (_, response) => void response.writeHead(204).end(), {}, 'HTTP 204'],
  ['a part that nobody asked for', serve({ video, status: 206 }), {}, 'HTTP 206'],
  ['a redirect to nowhere', (_, response) => void response.writeHead(302).end(), {}, 'HTTP 302'],
  [
    'a page',
    serve({ video: Buffer.from('<!doctype html>'), headers: { 'content-type': 'text/html; a=b' } }),
    {},
    'is not a video (declared as text/html)',
  ],
  [
    'a page declared as a video',
    serve({ video: Buffer.from('<!doctype html><p>Sorry') }),
    {},
    'is not a video (declared as video/mp4)',
  ],
  ['too few bytes', serve({ video: Buffer.from('abc') }), {}, 'is not a video'],
  ['an empty file', serve({ video: Buffer.alloc(0) }), {}, 'served an empty file'],
  [
    'a declared size above the cap',
    serve({ video }),
    { maxBytes: 199_999 },
    'larger than the 199999',
  ],
  [
    'a received size above the cap',
    serve({ video, chunked: true }),
    { maxBytes: 199_999 },
    'larger than the 199999',
  ],
])('%s is no file: nothing is retried or left', async (_what, reply, options, message) => {
  await using it = await setup([reply]);
  await writeFile(it.path, 'the file before');

  await expect(it.save(options)).rejects.toMatchObject({
    code: 'archive-failed',
    message: expect.stringContaining(message),
  });

  expect(it.server.requests).toHaveLength(1);
  expect(await it.files()).toEqual(['video.mp4']);
  expect(await readFile(it.path, 'utf8')).toBe('the file before');
});

test('a cap of exactly the size of the file lets it pass', async () => {
  await using it = await setup([serve({ video })]);

  await expect(it.save({ maxBytes: video.byteLength })).resolves.toMatchObject(saved);
});

test('a cap that is no number is refused', async () => {
  await using it = await setup([serve({ video })]);

  await expect(it.save({ maxBytes: Number.NaN })).rejects.toThrow(TypeError);
  expect(await it.files()).toEqual([]);
});

test('anything may be saved when anything is expected', async () => {
  const page = Buffer.from('<!doctype html>');
  await using it = await setup([serve({ video: page, headers: { 'content-type': 'text/html' } })]);

  await expect(it.save({ expect: 'any' })).resolves.toMatchObject({
    bytes: page.byteLength,
    mediaType: 'text/html',
  });
});

test('a file that exists is replaced', async () => {
  await using it = await setup([serve({ video })]);
  await writeFile(it.path, 'the file before');

  await it.save();

  expect(await readFile(it.path)).toEqual(video);
});

test('a part of another download is left alone', async () => {
  await using it = await setup([serve({ video })]);
  await writeFile(`${it.path}.part`, 'in progress');

  await it.save();

  expect(await readFile(`${it.path}.part`, 'utf8')).toBe('in progress');
  expect(await readFile(it.path)).toEqual(video);
  expect(await it.files()).toEqual(['video.mp4', 'video.mp4.part']);
});

test('two downloads of one file at once do not mix', async () => {
  await using it = await setup([serve({ video })]);

  const both = await Promise.all([it.save(), it.save()]);

  expect(both).toMatchObject([saved, saved]);
  expect(await readFile(it.path)).toEqual(video);
  expect(await it.files()).toEqual(['video.mp4']);
});

test('a missing folder is named before anything is fetched', async () => {
  await using it = await setup([serve({ video })]);
  const missing = join(it.folder, 'missing');

  const saving = saveAsset(it.url, join(missing, 'video.mp4'), { fetch: it.fetch });

  await expect(saving).rejects.toMatchObject({
    code: 'invalid-request',
    message: `The folder ${missing} does not exist.`,
  });
  expect(it.server.connections()).toBe(0);
});

test('a folder in place of the file is refused before anything is fetched', async () => {
  await using it = await setup([serve({ video })]);
  await mkdir(it.path);

  await expect(it.save()).rejects.toMatchObject({
    code: 'invalid-request',
    message: `${it.path} is a folder, not a file.`,
  });
  expect(it.server.connections()).toBe(0);
});

test('an abort in the middle leaves nothing', async () => {
  await using it = await setup([
    (_request, response) => void response.writeHead(200).write(video.subarray(0, 50_000)),
  ]);
  const controller = new AbortController();

  const saving = it.save({ signal: controller.signal, onProgress: () => controller.abort() });

  await expect(saving).rejects.toMatchObject({ code: 'aborted' });
  expect(it.server.requests).toHaveLength(1);
  expect(await it.files()).toEqual([]);
});

test('an abort in the pause before a resume is obeyed', async () => {
  await using it = await setup([serve({ video, breakAfter: 50_000 })]);
  const controller = new AbortController();
  const paused: number[] = [];
  const abortingClock: Clock = {
    now: () => 0,
    setTimer: (_callback, delayMs) => {
      paused.push(delayMs);
      setImmediate(() => controller.abort());
      return () => {};
    },
  };

  const saving = it.save({ signal: controller.signal, clock: abortingClock });

  await expect(saving).rejects.toMatchObject({ code: 'aborted' });
  expect(paused).toEqual([500]);
  expect(it.server.requests).toHaveLength(1);
  expect(await it.files()).toEqual([]);
});

test('a signal that is aborted already fetches nothing', async () => {
  await using it = await setup([serve({ video })]);

  const saving = it.save({ signal: AbortSignal.abort() });

  await expect(saving).rejects.toMatchObject({ code: 'aborted' });
  expect(it.server.connections()).toBe(0);
  expect(await it.files()).toEqual([]);
});

test("what the caller's own function throws is passed on, once", async () => {
  await using it = await setup([serve({ video })]);
  const failure = new Error('the progress bar broke');

  const saving = it.save({
    onProgress: () => {
      throw failure;
    },
  });

  await expect(saving).rejects.toBe(failure);
  expect(it.server.requests).toHaveLength(1);
  expect(await it.files()).toEqual([]);
});

test('a download that stalls is resumed', async () => {
  await using it = await setup([
    (_request, response) => {
      response.writeHead(200, { etag: '"v1"', 'content-length': video.byteLength });
      response.write(video.subarray(0, 50_000));
    },
    serve({ video }),
  ]);
  const stallClock = manualClock();
  const fetch = createGuardedFetch({ allowHosts: [it.server.host], clock: stallClock });
  const stalled = (bytes: number) => {
    if (bytes === 50_000) setImmediate(() => stallClock.advance(15_000));
  };

  const saving = it.save({ fetch, onProgress: ({ bytes }) => stalled(bytes) });

  await expect(saving).resolves.toMatchObject(saved);
  expect(it.server.requests).toHaveLength(2);
  expect(stallClock.pending()).toBe(0);
});
