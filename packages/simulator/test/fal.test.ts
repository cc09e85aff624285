import { expect, test } from 'vitest';
import type { ClipRenderer } from '../src/index.ts';
import { png } from './pictures.ts';
import { setupFal as setup } from './setup-fal.ts';
import { textAt, valueAt } from './value-at.ts';
import { get, keyHeaders } from './vendors.ts';

const text = { prompt: 'a ridge', duration: '5' };
const image = { ...text, image_url: 'https://frames.example/wide.png' };
const longText = 'x'.repeat(2501);
const webpHeader = 'UklGRhYAAABXRUJQVlA4TAoAAAAvAAAAAAfQ//73';
const requests = 'https://queue.fal.run/fal-ai/kling-video/requests';

test('a request is queued, in progress, completed; its result lies at another URL', async () => {
  const { clock, simulator, submit, status, result } = setup();
  const response = await submit(text);
  const accepted = await response.json();
  const id = textAt(accepted, 'request_id');
  expect([response.status, accepted]).toEqual([
    200,
    {
      request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      response_url: `${requests}/${id}`,
      status_url: `${requests}/${id}/status`,
      cancel_url: `${requests}/${id}/cancel`,
      status: 'IN_QUEUE',
      queue_position: 0,
    },
  ]);
  expect(await status(id)).toEqual({ status: 'IN_QUEUE', queue_position: 0 });
  await clock.advance(40_000);
  expect(await status(id)).toEqual({ status: 'IN_PROGRESS' });
  await clock.advance(40_000);
  expect(await status(id)).toEqual({ status: 'COMPLETED' });
  const finished = await result(id);
  expect([finished.status, await finished.json()]).toEqual([
    200,
    {
      video: {
        url: expect.stringMatching(/^https:\/\/fal\.media\/videos\//),
        content_type: 'video/mp4',
        file_name: expect.stringMatching(/\.mp4$/),
      },
    },
  ]);
  expect(simulator.bill).toMatchObject({ charges: 1, chargedUsdMicros: 350_000 });
});

test('the size of a file is known once it was downloaded', async () => {
  const { clock, simulator, accept, result } = setup();
  const id = await accept(text);
  await clock.advance(80_000);
  await simulator.fetch(textAt(await (await result(id)).json(), 'video.url'));
  expect(valueAt(await (await result(id)).json(), 'video.file_size')).toBe(8);
});

test.each([0, 40_000])(
  'a result that is asked for after %i ms is a 400 without the headers of a failure',
  async (ms) => {
    const { clock, accept, result } = setup();
    const id = await accept(text);
    await clock.advance(ms);
    const response = await result(id);
    expect([response.status, await response.json()]).toEqual([
      400,
      { detail: 'Request is still in progress' },
    ]);
    expect(response.headers.get('x-fal-error-type')).toBeNull();
  },
);

test('10 seconds cost $0.70', async () => {
  const { simulator, accept } = setup();
  await accept({ ...text, duration: '10' });
  expect(simulator.bill.heldUsdMicros).toBe(700_000);
});

test.each([
  ['no prompt', 'text', { duration: '5' }, 'prompt'],
  ['an empty prompt', 'text', { ...text, prompt: '' }, 'prompt'],
  ['a prompt of 2,501 characters', 'text', { ...text, prompt: longText }, 'prompt'],
  ['a long negative prompt', 'text', { ...text, negative_prompt: longText }, 'negative_prompt'],
  ['no duration', 'text', { prompt: 'a ridge' }, 'duration'],
  ['a duration as a number', 'text', { ...text, duration: 5 }, 'duration'],
  ['7 seconds', 'text', { ...text, duration: '7' }, 'duration'],
  ['another ratio', 'text', { ...text, aspect_ratio: '4:3' }, 'aspect_ratio'],
  ['a cfg above 1', 'text', { ...text, cfg_scale: 1.01 }, 'cfg_scale'],
  ['an image with text', 'text', image, 'image_url'],
  ['a ratio with an image', 'image', { ...image, aspect_ratio: '16:9' }, 'aspect_ratio'],
  ['no image', 'image', text, 'image_url'],
  ['an end frame alone', 'image', { ...text, tail_image_url: image.image_url }, 'image_url'],
  ['bare Base64', 'image', { ...image, image_url: 'iVBORw0KGgo=' }, 'image_url'],
] as const)('%s is a 422 that names the field', async (_, mode, body, field) => {
  const { simulator, submit } = setup();
  const response = await submit(body, { mode });
  const entry = { loc: ['body', field], msg: expect.any(String), type: expect.any(String) };
  expect([response.status, await response.json()]).toEqual([
    422,
    { detail: [{ ...entry, input: valueAt(body, field) ?? null }] },
  ]);
  expect(simulator.bill.lines).toEqual([]);
});

test.each(['null', '[]', '"text"'])('the body %s is a 422', async (body) => {
  expect((await setup().submit(text, { init: { body } })).status).toBe(422);
});

test('a body that is no JSON is a 400', async () => {
  expect((await setup().submit(text, { init: { body: '{' } })).status).toBe(400);
});

test('fields that an endpoint does not have can be ignored instead', async () => {
  const { submit } = setup({ unknownFields: 'ignored' });
  expect((await submit(image, { mode: 'text' })).status).toBe(200);
});

test.each([
  ['a URL and an end frame', { ...image, tail_image_url: 'https://frames.example/tall.png' }],
  ['a data URI', { ...image, image_url: 'DATA' }],
  ['a negative prompt and a cfg of 0', { ...image, negative_prompt: 'haze', cfg_scale: 0 }],
])('%s makes a video', async (_, body) => {
  const { clock, accept, result, dataUri } = setup();
  const id = await accept(body.image_url === 'DATA' ? { ...body, image_url: dataUri } : body);
  await clock.advance(80_000);
  expect((await result(id)).status).toBe(200);
});

test.each([
  ['https://frames.example/missing.png', 'file_download_error'],
  ['https://frames.example/page.html', 'image_load_error'],
  ['https://frames.example/huge.png', 'file_too_large'],
  [`data:image/webp;base64,${webpHeader}`, 'image_load_error'],
])('the image %s fails the request, which may be paid for', async (image_url, type) => {
  const { clock, simulator, accept, status, result } = setup();
  const id = await accept({ ...image, image_url });
  await clock.advance(80_000);
  expect(await status(id)).toEqual({ status: 'COMPLETED' });
  const response = await result(id);
  expect([response.status, valueAt(await response.json(), 'detail.0.type')]).toEqual([422, type]);
  expect(simulator.bill.charges).toBe(1);
});

const violation = { code: 'content_policy_violation', message: 'Too bright' };
const listed = {
  loc: ['body', 'prompt'],
  msg: 'Too bright',
  type: violation.code,
  input: 'a ridge',
};

test.each([
  [violation, 422, [listed], 'false', 'charged'],
  [{ ...violation, status: 400 }, 400, [listed], 'false', 'charged'],
  [{ ...violation, status: 502 }, 502, 'Too bright', 'true', 'released'],
  [{ message: 'Too slow' }, 500, 'Too slow', 'true', 'released'],
] as const)('the failure %j is a result with the status %i', async (words, ...expected) => {
  const [httpStatus, detail, retryable, state] = expected;
  const { clock, simulator, accept, status, result } = setup();
  simulator.inject({ name: 'task-fails', ...words });
  const id = await accept(text);
  await clock.advance(80_000);
  expect(await status(id)).toEqual({ status: 'COMPLETED' });
  const response = await result(id);
  expect([response.status, await response.json()]).toEqual([httpStatus, { detail }]);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-fal-retryable': retryable,
    'x-fal-error-type': 'code' in words ? words.code : 'internal_error',
  });
  expect(simulator.bill.lines).toMatchObject([{ state }]);
});

test.each([
  ['list', { ...violation, status: 500 }, [listed]],
  ['text', violation, 'Too bright'],
] as const)('every failure can be told as a %s', async (detailShape, words, detail) => {
  const { clock, simulator, accept, result } = setup({ detailShape });
  simulator.inject({ name: 'task-fails', ...words });
  const id = await accept(text);
  await clock.advance(80_000);
  expect(await (await result(id)).json()).toEqual({ detail });
});

test('input that is refused can be free', async () => {
  const { clock, simulator, accept } = setup({ chargesRefusedInput: false });
  simulator.inject({ name: 'task-fails', ...violation });
  await accept(text);
  await clock.advance(80_000);
  expect(simulator.bill.lines).toMatchObject([{ state: 'released' }]);
});

test('a body can be accepted unread, and fail as a result', async () => {
  const { simulator, accept, status, result } = setup({ validatesAt: 'run' });
  const id = await accept({ ...text, duration: 5 });
  expect(await status(id)).toEqual({ status: 'COMPLETED' });
  const response = await result(id);
  expect([response.status, await response.json()]).toMatchObject([
    422,
    { detail: [{ loc: ['body', 'duration'], input: 5 }] },
  ]);
  expect(simulator.bill.charges).toBe(1);
});

test.each([
  ['no key', {}, 'Unauthorized: no key'],
  ['a bearer token', { authorization: 'Bearer id:secret' }, 'Unauthorized: no key'],
  ['another header', { 'x-api-key': 'id:secret' }, 'Unauthorized: no key'],
  ['a wrong key', { authorization: 'Key id:wrong' }, 'Unauthorized: invalid key'],
])('%s is a 401', async (_, headers, detail) => {
  const { simulator } = setup();
  const response = await simulator.fetch(`${requests}/x/status`, { headers });
  expect([response.status, await response.json()]).toEqual([401, { detail }]);
});

test('a request of another key is as unknown as none', async () => {
  const { simulator, accept } = setup({ apiKeys: ['a:one', 'b:two'] });
  const id = await accept(text);
  const statusesFor = (key: string): Promise<number[]> =>
    Promise.all(
      [`${id}/status`, id, 'nothing/status', '%/status'].map(async (path) => {
        const headers = keyHeaders(simulator, key);
        return (await simulator.fetch(`${requests}/${path}`, { headers })).status;
      }),
    );
  expect(await statusesFor('a:one')).toEqual([200, 400, 404, 404]);
  expect(await statusesFor('b:two')).toEqual([404, 404, 404, 404]);
});

test('a request lives under the name of the application only, and a submit on its host', async () => {
  const { simulator, accept, submit } = setup();
  const id = await accept(text);
  const whole = `/fal-ai/kling-video/v2.5-turbo/pro/text-to-video/requests/${id}/status`;
  expect((await get(simulator, whole)).status).toBe(404);
  expect((await submit(text, { base: 'https://rest.fal.ai' })).status).toBe(404);
});

test('an empty account is a 403 whose text tells', async () => {
  const response = await setup({ balance: 0.34 }).submit(text);
  expect([response.status, await response.json()]).toEqual([
    403,
    { detail: expect.stringContaining('Exhausted balance') },
  ]);
});

test('two run, the others wait for their turn in order', async () => {
  const { clock, simulator, accept, status } = setup();
  const ids = [await accept(text), await accept(text), await accept(text), await accept(text)];
  const positions = ids.map(async (id) => valueAt(await status(id), 'queue_position'));
  expect(await Promise.all(positions)).toEqual([0, 1, 2, 3]);
  await clock.advance(79_999);
  const states = async (): Promise<unknown[]> =>
    Promise.all(ids.map(async (id) => valueAt(await status(id), 'status')));
  expect(await states()).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_QUEUE', 'IN_QUEUE']);
  await clock.advance(10_000);
  expect(await states()).toEqual(['COMPLETED', 'COMPLETED', 'IN_PROGRESS', 'IN_PROGRESS']);
  await clock.advance(80_000);
  expect(simulator.bill.charges).toBe(4);
});

test('a request that does not start in time fails for nothing', async () => {
  const { clock, simulator, accept, result } = setup({ maxConcurrentTasks: 1 });
  const init = { headers: { 'x-fal-request-timeout': '30' } };
  const [started, late] = [await accept(text, { init }), await accept(text, { init })];
  await clock.advance(80_000);
  expect([(await result(started)).status, (await result(late)).status]).toEqual([200, 504]);
  expect(simulator.bill.lines).toMatchObject([{ state: 'charged' }, { state: 'released' }]);
});

test.each(['0', '-1', 'soon'])('the start deadline %j is a 422', async (timeout) => {
  const init = { headers: { 'x-fal-request-timeout': timeout } };
  expect((await setup().submit(text, { init })).status).toBe(422);
});

test('what waits can be cancelled for nothing and gives its turn away', async () => {
  const { clock, simulator, accept, cancel, status, result } = setup({ maxConcurrentTasks: 1 });
  const [first, second, third] = [await accept(text), await accept(text), await accept(text)];
  const fourth = await accept(text);
  expect((await cancel(first)).status).toBe(202);
  await clock.advance(10_000);
  expect((await cancel(third)).status).toBe(202);
  expect(await status(second)).toEqual({ status: 'IN_PROGRESS' });
  expect(await status(first)).toEqual({ status: 'COMPLETED' });
  const canceled = await result(first);
  expect([canceled.status, canceled.headers.get('x-fal-retryable')]).toEqual([400, 'false']);
  await clock.advance(160_000);
  expect((await result(fourth)).status).toBe(200);
  expect(simulator.bill.lines.map(({ state }) => state)).toEqual([
    'released',
    'charged',
    'released',
    'charged',
  ]);
});

test('what runs cannot be cancelled, and is billed', async () => {
  const { clock, simulator, accept, cancel, result } = setup();
  const id = await accept(text);
  await clock.advance(40_000);
  expect((await cancel(id)).status).toBe(400);
  await clock.advance(40_000);
  expect([(await result(id)).status, simulator.bill.charges]).toEqual([200, 1]);
});

test('the same submit twice is two requests and two charges', async () => {
  const { clock, simulator, accept } = setup();
  const init = { headers: { 'idempotency-key': 'attempt-1' } };
  expect(await accept(text, { init })).not.toBe(await accept(text, { init }));
  await clock.advance(80_000);
  expect(simulator.bill.charges).toBe(2);
});

test.each(['a/b c?d', '100%', 1234])('the id %j is in the URLs and found there', async (odd) => {
  const { simulator, submit } = setup();
  simulator.inject({ name: 'odd-task-id', id: odd });
  const accepted = await (await submit(text)).json();
  expect(valueAt(accepted, 'request_id')).toBe(odd);
  const headers = keyHeaders(simulator);
  const response = await simulator.fetch(textAt(accepted, 'status_url'), { headers });
  expect(response.status).toBe(200);
});

test('an answer that names no request has none of its URLs', async () => {
  const { simulator, submit } = setup();
  simulator.inject({ name: 'no-task-id' });
  expect(await (await submit(text)).json()).toEqual({ status: 'IN_QUEUE', queue_position: 0 });
});

test('a cancel does not meet what waits for a poll', async () => {
  const { simulator, accept, cancel, result } = setup();
  const id = await accept(text);
  simulator.inject({ name: 'poll-not-found' });
  expect((await cancel(id)).status).toBe(202);
  expect((await result(id)).status).toBe(404);
});

test('a clip has the asked duration and ends on the given frames', async () => {
  const specs: Parameters<ClipRenderer>[0][] = [];
  const renderClip: ClipRenderer = async (spec) => {
    specs.push(spec);
    return new Uint8Array(8);
  };
  const { clock, simulator, accept, result } = setup({ renderClip });
  const frames = { image_url: 'https://frames.example/tall.png', tail_image_url: image.image_url };
  const id = await accept({ ...text, ...frames, duration: '10' });
  await clock.advance(140_000);
  await simulator.fetch(textAt(await (await result(id)).json(), 'video.url'));
  expect(specs).toMatchObject([{ durationSeconds: 10, width: 180, height: 320 }]);
  expect(specs[0]?.startFrame).toEqual(new Uint8Array(png(18, 32)));
  expect(specs[0]?.endFrame).toEqual(new Uint8Array(png(32, 18)));
});

test('a result expires after 24 hours', async () => {
  const { clock, simulator, accept, result } = setup();
  const id = await accept(text);
  await clock.advance(80_000);
  const url = textAt(await (await result(id)).json(), 'video.url');
  await clock.advance(24 * 3_600_000 - 1);
  expect((await simulator.fetch(url)).status).toBe(200);
  await clock.advance(1);
  expect((await simulator.fetch(url)).status).toBe(404);
});
