import { expect, test } from 'vitest';
import type { AimlapiSimulatorSettings } from '../src/index.ts';
import { createAimlapiSimulator } from '../src/index.ts';
import { png } from './pictures.ts';
import { textAt, valueAt } from './value-at.ts';
import { get, keyHeaders, postJson, testSettings } from './vendors.ts';

const universal = '/v2/video/generations';
const legacy = '/v2/generate/video/kling/generation';
const text = { model: 'klingai/v2.5-turbo/pro/text-to-video', prompt: 'a ridge' };
const image = {
  model: 'klingai/v2.5-turbo/pro/image-to-video',
  prompt: 'a ridge',
  image_url: 'https://frames.example/wide.png',
};
const base64 = Buffer.from(png(8, 8)).toString('base64');

function setup(settings: AimlapiSimulatorSettings = {}) {
  const world = testSettings();
  const simulator = createAimlapiSimulator({ ...world.settings, ...settings });
  const submit = (body: object, path = universal, init?: RequestInit) =>
    postJson(simulator, path, body, init);
  const accept = async (body: object, path?: string): Promise<string> =>
    textAt(await (await submit(body, path)).json(), 'id');
  const poll = (id: string, path = universal) =>
    get(simulator, `${path}?generation_id=${encodeURIComponent(id)}`);
  return { ...world, simulator, submit, accept, poll };
}

test('a generation is queued, generating, completed; credits are told from the start', async () => {
  const { clock, simulator, submit, poll } = setup();
  const response = await submit(text);
  const accepted = await response.json();
  expect([response.status, accepted]).toEqual([
    200,
    {
      id: expect.stringMatching(/^[0-9a-f-]{36}:klingai\/v2\.5-turbo\/pro\/text-to-video$/),
      status: 'queued',
      meta: { usage: { credits_used: 910_000 } },
    },
  ]);
  const id = textAt(accepted, 'id');
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'x-inference-id': id,
    'x-aimlapi-credits-used': '910000',
    'x-aimlapi-usd-spent': '0.455',
  });
  await clock.advance(40_000);
  expect(valueAt(await (await poll(id)).json(), 'status')).toBe('generating');
  await clock.advance(40_000);
  expect(await (await poll(id)).json()).toEqual({
    id,
    status: 'completed',
    video: {
      url: expect.stringMatching(/^https:\/\/cdn\.aimlapi\.com\//),
      content_type: 'video/mp4',
      file_name: expect.stringMatching(/\.mp4$/),
    },
    error: null,
    meta: { usage: { credits_used: 910_000, usd_spent: 0.455 } },
  });
  expect(simulator.bill).toMatchObject({ charges: 1, chargedUsdMicros: 455_000 });
});

test('a submit may answer 201, as the older pages say', async () => {
  expect((await setup({ submitStatus: 201 }).submit(text)).status).toBe(201);
});

test.each([
  ['another model', { ...text, model: 'klingai/v2.6/pro' }],
  ['no prompt', { model: text.model }],
  ['a duration as text', { ...text, duration: '5' }],
  ['7 seconds', { ...text, duration: 7 }],
  ['another ratio', { ...text, aspect_ratio: '4:3' }],
  ['a ratio with an image', { ...image, aspect_ratio: '16:9' }],
  ['an image with text', { ...text, image_url: image.image_url }],
  ['no image', { ...image, image_url: undefined }],
  ['an image that is neither URL nor Base64', { ...image, image_url: 'picture.png' }],
  ['an end frame', { ...image, tail_image_url: image.image_url }],
  ['another end frame', { ...image, last_image_url: image.image_url }],
  ['a cfg above 1', { ...text, cfg_scale: 1.01 }],
  ['another provider', { ...text, provider: 'replicate' }],
])('%s is refused in the documented form', async (_, body) => {
  const { clock, simulator, submit } = setup();
  const response = await submit(body);
  expect([response.status, await response.json()]).toEqual([
    400,
    {
      message: 'Body validation error!',
      path: universal,
      requestId: expect.any(String),
      statusCode: '400',
      timestamp: new Date(clock.now()).toISOString(),
    },
  ]);
  expect(simulator.bill.lines).toEqual([]);
});

test.each([
  ['a URL', image],
  ['a data URI', { ...image, image_url: `data:image/png;base64,${base64}` }],
  ['bare Base64', { ...image, image_url: base64 }],
  ['a provider in any case', { ...text, provider: 'FAL', duration: 10, cfg_scale: 0.55 }],
])('%s is accepted and makes a video', async (_, body) => {
  const { clock, accept, poll } = setup();
  const id = await accept(body);
  await clock.advance(200_000);
  expect(valueAt(await (await poll(id)).json(), 'status')).toBe('completed');
});

test('unknown fields can be ignored instead', async () => {
  const { submit } = setup({ unknownFields: 'ignored' });
  expect((await submit({ ...image, tail_image_url: image.image_url })).status).toBe(200);
});

test.each([
  [universal, legacy],
  [legacy, universal],
])('an id made on %s is unknown on %s', async (made, other) => {
  const { accept, poll } = setup();
  const id = await accept(text, made);
  expect((await poll(id, made)).status).toBe(200);
  expect((await poll(id, other)).status).toBe(404);
});

test.each([
  ['name-message', { name: 'SomeError', message: 'Too bright' }],
  [
    'detail',
    {
      detail: [{ loc: ['body', 'prompt'], msg: 'Too bright', type: 'SomeError', input: null }],
    },
  ],
] as const)('a failure can have the form %s', async (errorShape, error) => {
  const { clock, simulator, accept, poll } = setup({ errorShape });
  simulator.inject({ name: 'task-fails', code: 'SomeError', message: 'Too bright' });
  const id = await accept(text);
  await clock.advance(80_000);
  const response = await poll(id);
  expect(await response.json()).toEqual({ id, status: 'error', video: null, error });
  expect(response.headers.get('x-aimlapi-usd-spent')).toBe('0');
  expect(simulator.bill.lines).toMatchObject([{ state: 'released' }]);
});

test('an empty account is a 403 whose text tells', async () => {
  const { submit } = setup({ balance: 0.4 });
  const response = await submit(text);
  expect([response.status, await response.json()]).toMatchObject([
    403,
    { message: expect.stringContaining("You've run out of credits"), statusCode: '403' },
  ]);
});

test('the two balances are dollars and credits', async () => {
  const { simulator, accept } = setup({ balance: 1 });
  await accept(text);
  expect(await (await get(simulator, '/v2/billing')).json()).toEqual({
    current_balance: 0.545,
    currency: 'USD',
  });
  expect(await (await get(simulator, '/v1/billing/balance')).json()).toMatchObject({
    balance: 1_090_000,
    lowBalance: false,
  });
});

test.each([
  ['attempt_1.a:b-c', 'attempt_1.a:b-c'],
  ['not allowed', null],
  ['x'.repeat(129), null],
])('the reference %s is echoed and logged as %s', async (sent, kept) => {
  const { clock, simulator, submit } = setup();
  const response = await submit(text, universal, { headers: { 'x-client-request-id': sent } });
  expect(response.headers.get('x-client-request-id')).toBe(kept);
  const id = textAt(await response.json(), 'id');
  await clock.advance(80_000 + 29_999);
  expect(valueAt(await (await get(simulator, '/v2/logs?period=24h')).json(), 'data')).toEqual([]);
  await clock.advance(1);
  expect(await (await get(simulator, '/v2/logs?period=24h')).json()).toEqual({
    data: [
      {
        created: expect.any(String),
        status: 'succeeded',
        origin: 'api',
        model: text.model,
        cost: { usd: 0.455, credits: 910_000 },
        tokens: { input: 0, output: 0, total: 0 },
        request_id: expect.any(String),
        inference_id: id,
        client_request_id: kept,
      },
    ],
    pagination: { limit: 50, offset: 0, total: 1, has_more: false },
  });
});

test.each([
  ['nothing', '', 400],
  ['a period', 'period=7d', 200],
  ['another period', 'period=30d', 400],
  ['a start alone', 'start=2026-11-20T00:00:00Z', 400],
  ['a span', 'start=2026-11-20T00:00:00Z&end=2026-11-22T00:00:00Z', 200],
  ['a period and a span', 'period=24h&start=2026-11-20T00:00:00Z&end=2026-11-22T00:00:00Z', 400],
  ['93 days', 'start=2026-08-20T00:00:00Z&end=2026-11-21T00:00:00Z', 400],
  ['repeated filters', 'period=24h&status=failed&status=succeeded&model=a&model=b', 200],
  ['a limit of 101', 'period=24h&limit=101', 400],
])('a log query with %s', async (_, query, status) => {
  expect((await get(setup().simulator, `/v2/logs?${query}`)).status).toBe(status);
});

test('log pages and filters count what they leave out', async () => {
  const { clock, simulator, accept } = setup();
  simulator.inject({ name: 'task-fails' });
  await accept(text);
  await accept(image);
  await clock.advance(200_000);
  const page = await get(simulator, '/v2/logs?period=24h&limit=1');
  expect(await page.json()).toMatchObject({
    data: [{ model: image.model }],
    pagination: { total: 2, has_more: true },
  });
  const failed = await get(simulator, '/v2/logs?period=24h&status=failed');
  expect(await failed.json()).toMatchObject({ data: [{ cost: { usd: 0 }, status: 'failed' }] });
});

test('the log refuses the 201st request of a minute', async () => {
  const { simulator } = setup({ logRequestsPerMinute: 1 });
  await get(simulator, '/v2/logs?period=24h');
  expect((await get(simulator, '/v2/logs?period=24h')).status).toBe(429);
});

test('prices are public and cached by ETag', async () => {
  const { simulator } = setup();
  const url = `${simulator.baseUrl}/v1/models?id=${text.model}&include=pricing`;
  const response = await simulator.fetch(url);
  expect(await response.json()).toMatchObject({
    data: [{ id: text.model, pricing: { units: [{ name: 'second', price: 0.091 }] } }],
  });
  const headers = { 'if-none-match': response.headers.get('etag') ?? '' };
  expect((await simulator.fetch(url, { headers })).status).toBe(304);
});

test('a wrong key is a 401, and a generation of another key is unknown', async () => {
  const { simulator, accept } = setup({ apiKeys: ['one', 'two'] });
  const id = encodeURIComponent(await accept(text));
  const url = `${simulator.baseUrl}${universal}?generation_id=${id}`;
  const statusFor = async (key: string): Promise<number> =>
    (await simulator.fetch(url, { headers: keyHeaders(simulator, key) })).status;
  expect([await statusFor('one'), await statusFor('two'), await statusFor('three')]).toEqual([
    200, 404, 401,
  ]);
});

test('an id can be a number', async () => {
  const { simulator, submit, poll } = setup();
  simulator.inject({ name: 'odd-task-id', id: 1234 });
  expect(valueAt(await (await submit(text)).json(), 'id')).toBe(1234);
  expect((await poll('1234')).status).toBe(200);
});
