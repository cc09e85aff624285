import { expect, test } from 'vitest';
import type { ApixoSimulatorSettings } from '../src/index.ts';
import { createApixoSimulator } from '../src/index.ts';
import { textAt, valueAt } from './value-at.ts';
import { get, keyHeaders, postJson, testSettings } from './vendors.ts';

const model = 'kling-2-5-turbo-pro';
const text = { mode: 'text-to-video', prompt: 'a ridge', duration: 5 };
const image = { mode: 'image-to-video', prompt: 'a ridge', duration: 5 };
const start = 'https://frames.example/wide.png';

function setup(settings: ApixoSimulatorSettings = {}, webhookStatus?: number) {
  const world = testSettings(webhookStatus);
  const simulator = createApixoSimulator({ ...world.settings, ...settings });
  const submit = (input: object, rest: object = { request_type: 'async' }) =>
    postJson(simulator, `/generateTask/${model}`, { ...rest, input });
  const status = async (taskId: string): Promise<unknown> =>
    (await get(simulator, `/statusTask/${model}?taskId=${taskId}`)).json();
  const accept = async (input: object, rest?: object): Promise<string> =>
    textAt(await (await submit(input, rest)).json(), 'data.taskId');
  return { ...world, simulator, submit, status, accept };
}

test('a task goes from pending to processing to success, and the status envelope is exact', async () => {
  const { clock, status, accept } = setup();
  const taskId = await accept(text);
  const createTime = clock.now();
  expect(await status(taskId)).toEqual({
    code: 200,
    message: 'success',
    data: { taskId, state: 'pending', createTime },
  });
  await clock.advance(10_000);
  expect(valueAt(await status(taskId), 'data')).toEqual({
    taskId,
    state: 'processing',
    createTime,
  });
  await clock.advance(28_000);
  const data = valueAt(await status(taskId), 'data');
  expect(data).toEqual({
    taskId,
    state: 'success',
    resultJson: expect.any(String),
    createTime,
    completeTime: createTime + 38_000,
    costTime: 38_000,
  });
  expect(JSON.parse(textAt(data, 'resultJson')).resultUrls).toEqual([
    expect.stringMatching(/^https:\/\/file\.apixo\.ai\/videos\/[\w-]+\.mp4$/),
  ]);
});

test.each([
  ['no prompt', { mode: 'text-to-video', duration: 5 }, 'Missing required field: input.prompt'],
  ['a blank prompt', { ...text, prompt: '  ' }, 'Invalid field: input.prompt'],
  ['2501 characters', { ...text, prompt: 'x'.repeat(2501) }, 'Invalid field: input.prompt'],
  ['no mode', { prompt: 'x', duration: 5 }, 'Missing required field: input.mode'],
  ['no duration', { ...text, duration: undefined }, 'Missing required field: input.duration'],
  ['7 seconds', { ...text, duration: 7 }, 'Invalid field: input.duration'],
  ['another ratio', { ...text, aspect_ratio: '4:3' }, 'Invalid field: input.aspect_ratio'],
  ['a cfg between the steps', { ...text, cfg_scale: 0.55 }, 'Invalid field: input.cfg_scale'],
  ['a cfg above 1', { ...text, cfg_scale: '1.1' }, 'Invalid field: input.cfg_scale'],
  ['a long negative', { ...text, negative_prompt: 'x'.repeat(2501) }, 'input.negative_prompt'],
  ['images with text', { ...text, image_urls: [start] }, 'Unknown field: input.image_urls'],
  ['no images', image, 'Missing required field: input.image_urls'],
  ['an empty list', { ...image, image_urls: [] }, 'Invalid field: input.image_urls'],
  ['three images', { ...image, image_urls: [start, start, start] }, 'input.image_urls'],
  ['a data URI', { ...image, image_urls: ['data:image/png;base64,AA=='] }, 'input.image_urls.0'],
  [
    'a ratio with an image',
    { ...image, image_urls: [start], aspect_ratio: '16:9' },
    'Unknown field: input.aspect_ratio',
  ],
  ['an unknown field', { ...text, seed: 1 }, 'Unknown field: input.seed'],
])('%s is refused with a 400 that says where', async (_, input, message) => {
  const { simulator, submit } = setup();
  const response = await submit(input);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    code: 400,
    message: 'Invalid request',
    data: { error: expect.stringContaining(message) },
  });
  expect(simulator.bill.lines).toEqual([]);
});

test.each([
  ['a numeric string as duration and cfg', { ...text, duration: '10', cfg_scale: '0.7' }],
  ['2500 characters after trimming', { ...text, prompt: ` ${'x'.repeat(2500)} ` }],
  ['a cfg that is not exact in binary', { ...text, cfg_scale: 0.1 + 0.2 }],
  ['a start and an end frame', { ...image, image_urls: [start, start] }],
])('%s is accepted', async (_, input) => {
  expect((await setup().submit(input)).status).toBe(200);
});

test.each([
  ['no request_type', {}, 'Missing required field: request_type'],
  ['a callback without URL', { request_type: 'callback' }, 'Missing required field: callback_url'],
  [
    'an http callback',
    { request_type: 'callback', callback_url: 'http://me.example/hook' },
    'Invalid field: callback_url',
  ],
  [
    'a private callback',
    { request_type: 'callback', callback_url: 'https://127.0.0.1/hook' },
    'Invalid field: callback_url',
  ],
  ['a wrong route', { request_type: 'async', provider: 'best' }, 'Invalid field: provider'],
])('%s is refused', async (_, rest, message) => {
  const response = await setup().submit(text, rest);
  expect(response.status).toBe(400);
  expect(valueAt(await response.json(), 'data.error')).toBe(message);
});

test('the old provider field is ignored, or refused as unknown', async () => {
  const rest = { request_type: 'async', provider: 'value' };
  expect((await setup().submit(text, rest)).status).toBe(200);
  expect((await setup({ providerField: 'rejected' }).submit(text, rest)).status).toBe(400);
});

test('a wrong key gets the 401 that has no data', async () => {
  const { simulator } = setup();
  const response = await simulator.fetch(`${simulator.baseUrl}/apikeys/current-balance`, {
    headers: keyHeaders(simulator, 'wrong'),
  });
  expect(response.status).toBe(401);
  expect(await response.json()).toEqual({ code: 401, message: 'Invalid or missing API key' });
});

test('the HTTP status can hide behind 200', async () => {
  const response = await setup({ httpMirrorsCode: false }).submit({ ...text, duration: 3 });
  expect(response.status).toBe(200);
  expect(valueAt(await response.json(), 'code')).toBe(400);
});

test('a task is unknown under another model and to another key', async () => {
  const { simulator, accept } = setup({ apiKeys: ['one', 'two'] });
  const taskId = await accept(text);
  expect((await get(simulator, `/statusTask/kling-2-1?taskId=${taskId}`)).status).toBe(404);
  const other = await simulator.fetch(`${simulator.baseUrl}/statusTask/${model}?taskId=${taskId}`, {
    headers: keyHeaders(simulator, 'two'),
  });
  expect(other.status).toBe(404);
});

test.each([
  ['402', 402, 'Insufficient balance or quota'],
  ['400', 400, 'Insufficient credits'],
] as const)('an empty account is told so in the form %s', async (form, status, message) => {
  const { simulator, submit } = setup({ balance: 0.31, insufficientBalanceForm: form });
  await submit(text);
  const response = await submit(text);
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ code: status, message, data: null });
  expect(simulator.bill.lines).toHaveLength(1);
  expect(await (await get(simulator, '/apikeys/current-balance')).json()).toEqual({
    code: 200,
    message: 'success',
    data: 0.01,
  });
});

test.each([
  ['https://frames.example/missing.png', 'Upload error'],
  ['https://frames.example/huge.png', 'Upload error'],
  ['https://frames.example/page.html', 'ImageFormatIncorrect'],
])('the frame %s fails the task with %s', async (url, failCode) => {
  const { clock, simulator, status, accept } = setup();
  const taskId = await accept({ ...image, image_urls: [start, url] });
  await clock.advance(60_000);
  const answer = await status(taskId);
  expect(answer).toMatchObject({ code: 200, data: { state: 'failed', failCode } });
  expect(valueAt(answer, 'data')).not.toHaveProperty('costTime');
  expect(simulator.bill.charges).toBe(0);
});

test.each([
  [false, 'released', 0],
  [true, 'charged', 1],
] as const)('whether a failed task is paid for is a setting: %s', async (charges, state, count) => {
  const { clock, simulator, accept } = setup({ chargesFailedTasks: charges });
  simulator.inject({ name: 'task-fails', code: 'SensitiveContent', message: 'No' });
  const taskId = await accept({ ...text, duration: 10 });
  expect(simulator.bill.heldUsdMicros).toBe(600_000);
  await clock.advance(60_000);
  expect(simulator.bill.lines).toEqual([{ taskId, state, usdMicros: 600_000 }]);
  expect(simulator.bill.charges).toBe(count);
});

test('the thousandth and first concurrent task is refused', async () => {
  const { submit } = setup({ maxConcurrentTasks: 1 });
  expect((await submit(text)).status).toBe(200);
  expect((await submit(text)).status).toBe(429);
});

test('a callback gets the status envelope once, unsigned, at the end only', async () => {
  const { clock, received, status, accept } = setup();
  const callback = { request_type: 'callback', callback_url: 'https://me.example/hook' };
  const taskId = await accept(text, callback);
  await clock.advance(30_000);
  expect(received).toEqual([]);
  await clock.advance(500_000);
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([await status(taskId)]);
  expect(Object.fromEntries(received[0]?.headers ?? [])).toEqual({
    'content-type': 'application/json',
  });
});

test('a callback that does not answer exactly 200 is retried three times, later each time', async () => {
  const { clock, simulator, accept } = setup({}, 204);
  await accept(text, { request_type: 'callback', callback_url: 'https://me.example/hook' });
  await clock.advance(1_000_000);
  const first = simulator.deliveries[0]?.at ?? 0;
  expect(simulator.deliveries.map(({ at, status }) => [at - first, status])).toEqual([
    [0, 204],
    [30_000, 204],
    [90_000, 204],
    [210_000, 204],
  ]);
});

test('a callback that hangs for 30 seconds counts as not taken', async () => {
  const hanging: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason));
    });
  const { clock, simulator, accept } = setup({ fetch: hanging });
  await accept(text, { request_type: 'callback', callback_url: 'https://me.example/hook' });
  await clock.advance(38_000 + 29_999);
  expect(simulator.deliveries).toEqual([]);
  await clock.advance(1);
  expect(simulator.deliveries).toMatchObject([{ attempt: 1 }]);
  expect(simulator.deliveries[0]).not.toHaveProperty('status');
});

test('an envelope error is HTTP 200 with another code', async () => {
  const { simulator, submit } = setup();
  simulator.inject({ name: 'envelope-error', code: 402, message: 'Insufficient credits' });
  const response = await submit(text);
  expect([response.status, await response.json()]).toEqual([
    200,
    { code: 402, message: 'Insufficient credits', data: null },
  ]);
  expect(simulator.tasks).toEqual([]);
});

test('costTime can be missing for one poll', async () => {
  const { clock, simulator, status, accept } = setup();
  simulator.inject({ name: 'missing-cost-time' });
  const taskId = await accept(text);
  await clock.advance(60_000);
  expect(valueAt(await status(taskId), 'data')).not.toHaveProperty('costTime');
  expect(valueAt(await status(taskId), 'data')).toHaveProperty('costTime');
});
