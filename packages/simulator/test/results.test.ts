import { BufferSource, Input, MP4 } from 'mediabunny';
import { expect, test } from 'vitest';
import type { ClipRenderer, SimulatorSettings } from '../src/index.ts';
import { createApiframeSimulator, createApixoSimulator } from '../src/index.ts';
import { renderLazily } from '../src/kernel/clip-store.ts';
import { png } from './pictures.ts';
import { textAt } from './value-at.ts';
import { get, postJson, testSettings } from './vendors.ts';

const model = 'kling-2-5-turbo-pro';

async function finishedUrl(settings: SimulatorSettings, input: object): Promise<Result> {
  const world = testSettings();
  const simulator = createApixoSimulator({ ...world.settings, ...settings });
  const accepted = await postJson(simulator, `/generateTask/${model}`, {
    request_type: 'async',
    input: { prompt: 'a ridge', duration: 5, ...input },
  });
  const id = textAt(await accepted.json(), 'data.taskId');
  await world.clock.advance(60_000);
  const status = await (await get(simulator, `/statusTask/${model}?taskId=${id}`)).json();
  const { resultUrls } = JSON.parse(textAt(status, 'data.resultJson'));
  return { ...world, simulator, url: textAt(resultUrls, '0') };
}

interface Result extends ReturnType<typeof testSettings> {
  readonly simulator: ReturnType<typeof createApixoSimulator>;
  readonly url: string;
}

function recordingRenderer() {
  const specs: Parameters<ClipRenderer>[0][] = [];
  const renderClip: ClipRenderer = async (spec) => {
    specs.push(spec);
    return new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]);
  };
  return { specs, renderClip };
}

const text = { mode: 'text-to-video' };

test('a clip is encoded at its first download and kept', async () => {
  const { specs, renderClip } = recordingRenderer();
  const { simulator, url } = await finishedUrl({ renderClip }, { ...text, duration: 10 });
  expect(specs).toEqual([]);
  const [first, second] = await Promise.all([simulator.fetch(url), simulator.fetch(url)]);
  expect(await first.arrayBuffer()).toEqual(await second.arrayBuffer());
  expect(specs).toEqual([{ durationSeconds: 10, width: 320, height: 180, label: 'a ridge' }]);
  expect(Object.fromEntries(first.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'content-length': '8',
    'accept-ranges': 'bytes',
    etag: expect.stringMatching(/^"[0-9a-f]{32}"$/),
  });
});

test('the frames of the request are the ends of the clip and decide its shape', async () => {
  const { specs, renderClip } = recordingRenderer();
  const image_urls = ['https://frames.example/tall.png', 'https://frames.example/wide.png'];
  const input = { mode: 'image-to-video', image_urls };
  const { simulator, url } = await finishedUrl({ renderClip }, input);
  await simulator.fetch(url);
  expect(specs).toMatchObject([{ width: 180, height: 320 }]);
  expect(specs[0]?.startFrame).toEqual(new Uint8Array(png(18, 32)));
  expect(specs[0]?.endFrame).toEqual(new Uint8Array(png(32, 18)));
});

test.each([
  ['16:9', 320, 180],
  ['9:16', 180, 320],
  ['1:1', 240, 240],
])('a %s clip is %i by %i', async (aspect_ratio, width, height) => {
  const { specs, renderClip } = recordingRenderer();
  const { simulator, url } = await finishedUrl({ renderClip }, { ...text, aspect_ratio });
  await simulator.fetch(url);
  expect(specs).toMatchObject([{ width, height }]);
});

test.each([
  ['bytes=2-4', 206, [3, 4, 5], 'bytes 2-4/8'],
  ['bytes=6-', 206, [7, 8], 'bytes 6-7/8'],
  ['bytes=-3', 206, [6, 7, 8], 'bytes 5-7/8'],
  ['bytes=4-99', 206, [5, 6, 7, 8], 'bytes 4-7/8'],
  ['bytes=8-', 416, [], 'bytes */8'],
  ['pages=1-2', 200, [1, 2, 3, 4, 5, 6, 7, 8], null],
])('the range %s is answered with %i', async (range, status, bytes, contentRange) => {
  const { simulator, url } = await finishedUrl({}, text);
  const response = await simulator.fetch(url, { headers: { range } });
  expect(response.status).toBe(status);
  expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(bytes);
  expect(response.headers.get('content-range')).toBe(contentRange);
});

test('a range of another version is answered whole, and an unchanged file not at all', async () => {
  const { simulator, url } = await finishedUrl({}, text);
  const etag = (await simulator.fetch(url, { method: 'HEAD' })).headers.get('etag') ?? '';
  const statusWith = async (headers: Record<string, string>): Promise<number> =>
    (await simulator.fetch(url, { headers })).status;
  expect(await statusWith({ range: 'bytes=1-2', 'if-range': '"other"' })).toBe(200);
  expect(await statusWith({ range: 'bytes=1-2', 'if-range': etag })).toBe(206);
  expect(await statusWith({ 'if-none-match': etag })).toBe(304);
});

test('a result expires', async () => {
  const { clock, simulator, url } = await finishedUrl({ resultLifetimeMs: 3_600_000 }, text);
  expect((await simulator.fetch(url)).status).toBe(200);
  await clock.advance(3_600_000);
  expect((await simulator.fetch(url)).status).toBe(404);
});

test('a clip that cannot be encoded is a 500, and is tried anew', async () => {
  let attempts = 0;
  const renderClip: ClipRenderer = async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('no encoder');
    return new Uint8Array(1);
  };
  const { simulator, url } = await finishedUrl({ renderClip }, text);
  expect((await simulator.fetch(url)).status).toBe(500);
  expect((await simulator.fetch(url)).status).toBe(200);
});

test('URLs of results and uploads follow the public URL', async () => {
  const { url } = await finishedUrl({ publicUrl: 'https://sandbox.example' }, text);
  expect(url).toMatch(/^https:\/\/sandbox\.example\/videos\//);
  const apiframe = createApiframeSimulator({ publicUrl: 'https://sandbox.example/' });
  expect(apiframe.origins).toContain('https://sandbox.example');
});

// The only test here that encodes: it takes as long as the encoder does.
test('the built-in encoder makes a playable clip of the asked duration', async () => {
  const { simulator, url } = await finishedUrl(
    { renderClip: renderLazily, clip: { width: 64, height: 36 } },
    { mode: 'image-to-video', image_urls: ['https://frames.example/wide.png'] },
  );
  const bytes = await (await simulator.fetch(url)).arrayBuffer();
  const video = new Input({ source: new BufferSource(bytes), formats: [MP4] });
  expect(await video.computeDuration()).toBeCloseTo(5, 1);
});
