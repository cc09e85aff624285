import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ApiframeSimulatorSettings } from '../src/index.ts';
import { createApiframeSimulator } from '../src/index.ts';
import { png } from './pictures.ts';
import { textAt, valueAt } from './value-at.ts';
import { get, keyHeaders, postJson, testSettings } from './vendors.ts';

const body = { model: 'kling-2.5-turbo-pro', prompt: 'a ridge' };

function setup(settings: ApiframeSimulatorSettings = {}) {
  const world = testSettings();
  const simulator = createApiframeSimulator({ ...world.settings, ...settings });
  const submit = (rest: object = {}, init?: RequestInit) =>
    postJson(simulator, '/v2/videos/generate', { ...body, ...rest }, init);
  const accept = async (rest?: object): Promise<string> =>
    textAt(await (await submit(rest)).json(), 'jobId');
  const job = async (id: string): Promise<unknown> =>
    (await get(simulator, `/v2/jobs/${id}`)).json();
  const upload = (bytes: Uint8Array) => {
    const form = new FormData();
    form.set('file', new File([Uint8Array.from(bytes)], 'frame.txt', { type: 'text/plain' }));
    return simulator.fetch(`${simulator.baseUrl}/v2/uploads`, {
      method: 'POST',
      body: form,
      headers: keyHeaders(simulator),
    });
  };
  return { ...world, simulator, submit, accept, job, upload };
}

test('a job goes through its states with progress, and ends with a URL', async () => {
  const { clock, simulator, submit, job } = setup();
  const response = await submit();
  const accepted = await response.json();
  expect([response.status, accepted]).toEqual([
    202,
    { jobId: expect.any(String), status: 'QUEUED' },
  ]);
  const id = textAt(accepted, 'jobId');
  const createdAt = new Date(clock.now()).toISOString();
  await clock.advance(45_000);
  expect(await job(id)).toEqual({
    id,
    status: 'PROCESSING',
    model: 'kling-2.5-turbo-pro',
    progress: 50,
    result: null,
    error: null,
    creditCost: 4,
    webhookStatus: null,
    createdAt,
    completedAt: null,
  });
  await clock.advance(45_000);
  expect(await job(id)).toMatchObject({
    status: 'COMPLETED',
    progress: 100,
    result: { videoUrl: expect.stringMatching(/^https:\/\/cdn2\.apiframe\.ai\//) },
    completedAt: new Date(clock.now()).toISOString(),
    expired: false,
  });
  expect(simulator.bill.lines).toEqual([
    { taskId: id, state: 'charged', credits: 4, usdMicros: 156_000 },
  ]);
  await clock.advance(24 * 3_600_000);
  expect(valueAt(await job(id), 'expired')).toBe(true);
});

test.each([
  ['another model', { model: 'kling-2.6' }, 'model'],
  ['no prompt', { prompt: undefined }, 'prompt'],
  ['a long prompt', { prompt: 'x'.repeat(4001) }, 'prompt'],
  ['a duration as text', { klingParams: { duration: '5' } }, 'klingParams.duration'],
  ['another ratio', { klingParams: { aspect_ratio: '4:3' } }, 'klingParams.aspect_ratio'],
  ['a data URI', { klingParams: { start_image: 'data:,x' } }, 'klingParams.start_image'],
  ['a cfg above 1', { klingParams: { cfg_scale: 1.1 } }, 'klingParams.cfg_scale'],
  ['no webhook events', { webhookEvents: [] }, 'webhookEvents'],
  ['another webhook event', { webhookEvents: ['started'] }, 'webhookEvents.0'],
])('%s is refused, with details of its path', async (_, rest, path) => {
  const { simulator, submit } = setup();
  const response = await submit(rest);
  expect(response.status).toBe(400);
  expect(await response.json()).toEqual({
    error: 'Validation failed',
    details: { [path]: [expect.any(String)] },
  });
  expect(simulator.bill.lines).toEqual([]);
});

test.each([
  [{ seed: 1 }, { '': ['Unrecognized key: "seed"'] }],
  [{ klingParams: { seed: 1 } }, { klingParams: ['Unrecognized key: "seed"'] }],
])('unknown fields are refused at both levels: %j', async (rest, details) => {
  expect(await (await setup().submit(rest)).json()).toEqual({
    error: 'Validation failed',
    details,
  });
});

test.each([
  ['cfg_scale', 'guidance_scale'],
  ['guidance_scale', 'cfg_scale'],
] as const)('%s is the one name of guidance when the setting says so', async (cfgField, other) => {
  const { submit } = setup({ cfgField });
  expect((await submit({ klingParams: { [cfgField]: 0.5 } })).status).toBe(202);
  const refused = await submit({ klingParams: { [other]: 0.5 } });
  expect([refused.status, await refused.json()]).toEqual([
    400,
    { error: 'Validation failed', details: { klingParams: [`Unrecognized key: "${other}"`] } },
  ]);
});

test.each([
  ['no key', {}, 'API key is required'],
  ['a bearer token', { authorization: 'Bearer afk_x' }, 'API key is required'],
  ['a wrong key', { 'x-api-key': 'afk_wrong' }, 'Invalid API key'],
])('%s is a 401 in the documented words', async (_, headers, error) => {
  const { simulator } = setup();
  const response = await simulator.fetch(`${simulator.baseUrl}/v2/me`, { headers });
  expect([response.status, await response.json()]).toEqual([401, { error }]);
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

test('a job of another key is as unknown as none, and an id that is no UUID is refused', async () => {
  const { simulator, accept } = setup({ apiKeys: ['afk_one', 'afk_two'] });
  const url = `${simulator.baseUrl}/v2/jobs/${await accept()}`;
  expect((await simulator.fetch(url, { headers: { 'x-api-key': 'afk_two' } })).status).toBe(404);
  expect((await simulator.fetch(url, { headers: { 'x-api-key': 'afk_one' } })).status).toBe(200);
  expect((await get(simulator, '/v2/jobs/job_1')).status).toBe(400);
});

test('an empty account is a 402 with the numbers', async () => {
  const { submit } = setup({ balance: 6 });
  await submit();
  const response = await submit({ klingParams: { duration: 10 } });
  expect([response.status, await response.json()]).toEqual([
    402,
    { error: 'Insufficient credits', creditsRequired: 7, creditsAvailable: 2 },
  ]);
});

test('the same key and body answer with the same job and its present status for 24 hours', async () => {
  const { clock, simulator, submit } = setup();
  const init = { headers: { 'idempotency-key': 'attempt-1' } };
  const jobId = textAt(await (await submit({}, init)).json(), 'jobId');
  await clock.advance(90_000);
  const replay = await submit({}, init);
  expect([replay.status, await replay.json()]).toEqual([202, { jobId, status: 'COMPLETED' }]);
  expect((await submit({ prompt: 'another' }, init)).status).toBe(409);
  expect(simulator.bill.charges).toBe(1);
  await clock.advance(24 * 3_600_000);
  expect(valueAt(await (await submit({}, init)).json(), 'jobId')).not.toBe(jobId);
});

test('a key of 256 characters is refused', async () => {
  const init = { headers: { 'idempotency-key': 'k'.repeat(256) } };
  expect((await setup().submit({}, init)).status).toBe(400);
});

test('a replay after a 5xx that followed acceptance finds the job: one charge', async () => {
  const { clock, simulator, submit } = setup();
  simulator.inject({ name: 'server-error-after-accept', status: 503 });
  const init = { headers: { 'idempotency-key': 'attempt-1' } };
  expect((await submit({}, init)).status).toBe(503);
  expect((await submit({}, init)).status).toBe(202);
  await clock.advance(90_000);
  expect([simulator.tasks.length, simulator.bill.charges]).toEqual([1, 1]);
});

test.each([
  ['videoUrl', { videoUrl: expect.any(String) }],
  ['videos', { videos: [expect.any(String)] }],
  ['string', expect.stringContaining('https://')],
] as const)('the result can have the shape %s', async (resultShape, result) => {
  const { clock, accept, job } = setup({ resultShape });
  const id = await accept();
  await clock.advance(90_000);
  expect(valueAt(await job(id), 'result')).toEqual(result);
});

test.each([
  ['task-fails', 'FAILED', 'No available capacity'],
  ['task-canceled', 'CANCELLED', null],
] as const)('%s ends the job %s and gives the credits back', async (name, status, error) => {
  const { clock, simulator, accept, job } = setup();
  simulator.inject({ name });
  const id = await accept();
  await clock.advance(90_000);
  expect(await job(id)).toMatchObject({ status, error, creditCost: 0, result: null });
  expect(simulator.bill).toMatchObject({ charges: 0, balanceCredits: 1_000 });
});

test.each(['raw', 'hex'] as const)('webhooks are signed with the %s key form', async (form) => {
  const { clock, received, simulator, accept, job } = setup({ webhookKeyForm: form });
  const id = await accept({ webhookUrl: 'https://me.example/hook' });
  expect(valueAt(await job(id), 'webhookStatus')).toBe('pending');
  await clock.advance(90_000);
  expect(received.map(({ headers }) => headers.get('x-webhook-event'))).toEqual([
    'progress',
    'completed',
  ]);
  const digest = createHash('sha256').update(simulator.apiKey).digest();
  const secret = form === 'raw' ? digest : digest.toString('hex');
  for (const delivery of received) {
    const signature = createHmac('sha256', secret).update(delivery.body).digest('hex');
    expect(delivery.headers.get('x-webhook-signature')).toBe(`sha256=${signature}`);
  }
  expect(JSON.parse(received[1]?.body ?? '')).toEqual({
    event: 'completed',
    jobId: id,
    status: 'COMPLETED',
    progress: 100,
    result: { videoUrl: expect.any(String) },
    model: 'kling-2.5-turbo-pro',
    creditCost: 4,
    completedAt: expect.any(String),
  });
  expect(valueAt(await job(id), 'webhookStatus')).toBe('delivered');
});

test('only the wanted events are sent', async () => {
  const { clock, received, simulator, accept } = setup();
  simulator.inject({ name: 'task-fails', message: 'Prohibited content' });
  const id = await accept({ webhookUrl: 'https://me.example/hook', webhookEvents: ['failed'] });
  await clock.advance(90_000);
  expect(received.map(({ body }) => JSON.parse(body))).toEqual([
    {
      event: 'failed',
      jobId: id,
      status: 'FAILED',
      error: 'Prohibited content',
      model: 'kling-2.5-turbo-pro',
    },
  ]);
});

test('webhooks can come twice and out of order', async () => {
  const { clock, received, accept } = setup({ duplicateWebhooks: true, shuffleWebhooks: true });
  await accept({ webhookUrl: 'https://me.example/hook' });
  await clock.advance(90_000);
  expect(received.map(({ body }) => JSON.parse(body).event)).toEqual([
    'completed',
    'completed',
    'progress',
    'progress',
  ]);
});

test('an upload is sniffed, served for an hour, and can be a frame', async () => {
  const { clock, simulator, accept, job, upload } = setup();
  const picture = png(18, 32);
  const stored = await (await upload(picture)).json();
  expect(stored).toEqual({
    id: expect.any(String),
    url: expect.stringMatching(/^https:\/\/cdn2\.apiframe\.ai\/uploads\/.*\.png$/),
    kind: 'image',
    contentType: 'image/png',
    byteSize: picture.byteLength,
    expiresAt: new Date(clock.now() + 3_600_000).toISOString(),
  });
  const url = textAt(stored, 'url');
  const served = await simulator.fetch(url);
  expect(new Uint8Array(await served.arrayBuffer())).toEqual(new Uint8Array(picture));
  const id = await accept({ klingParams: { start_image: url } });
  await clock.advance(90_000);
  expect(valueAt(await job(id), 'status')).toBe('COMPLETED');
  await clock.advance(3_600_000);
  expect((await simulator.fetch(url)).status).toBe(404);
});

test.each([
  ['text', new TextEncoder().encode('hello')],
  ['a picture over 25 MB', Buffer.concat([png(8, 8), Buffer.alloc(25 * 1024 * 1024)])],
])('an upload of %s is refused', async (_, bytes) => {
  expect((await setup().upload(bytes)).status).toBe(400);
});

test('a frame that expired fails the job for nothing', async () => {
  const { clock, simulator, accept, job, upload } = setup({ uploadLifetimeMs: 1_000 });
  const url = textAt(await (await upload(png(8, 8))).json(), 'url');
  const id = await accept({ klingParams: { start_image: url } });
  await clock.advance(90_000);
  expect(await job(id)).toMatchObject({ status: 'FAILED', error: expect.stringContaining(url) });
  expect(simulator.bill.charges).toBe(0);
});

test('the account shows credits, and the catalogue needs no key', async () => {
  const { simulator, accept } = setup();
  await accept();
  expect(await (await get(simulator, '/v2/me')).json()).toMatchObject({
    team: { credits: 996 },
    apiKey: { prefix: 'afk_simu' },
  });
  const catalogue = await simulator.fetch(`${simulator.baseUrl}/v2/models?modality=video`);
  expect(await catalogue.json()).toMatchObject({
    models: [{ id: 'kling-2.5-turbo-pro', costMin: 4, costMax: 7, pricingMode: 'flat' }],
  });
});

test('jobs are listed newest first, by pages', async () => {
  const { simulator, accept } = setup();
  const [first, second, third] = [await accept(), await accept(), await accept()];
  const page = await (await get(simulator, '/v2/jobs?limit=2')).json();
  expect(page).toMatchObject({ jobs: [{ id: third }, { id: second }], hasMore: true });
  const rest = await get(simulator, `/v2/jobs?limit=2&cursor=${textAt(page, 'nextCursor')}`);
  expect(await rest.json()).toMatchObject({
    jobs: [{ id: first }],
    nextCursor: null,
    hasMore: false,
  });
  expect((await get(simulator, '/v2/jobs?limit=101')).status).toBe(400);
});
