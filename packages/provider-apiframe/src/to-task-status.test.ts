import { expect, test } from 'vitest';
import { toTaskStatus } from './to-task-status.ts';
import { jobSchema } from './wire.ts';

const taskId = '5b0c8f8e-0c3f-4a3e-9f0e-2f2f5a1d7c11';
const job = {
  id: taskId,
  status: 'PROCESSING',
  model: 'kling-2.5-turbo-pro',
  progress: 40,
  result: null,
  error: null,
  creditCost: 4,
  webhookStatus: 'pending',
  createdAt: '2026-10-01T10:00:00.000Z',
  completedAt: null,
};
const createdAt = Date.UTC(2026, 9, 1, 10);
const cost = { usdMicros: 156_000, credits: 4 };

const setup = (change: Record<string, unknown>) =>
  toTaskStatus(jobSchema.parse({ ...job, ...change }), {
    provider: 'apiframe',
    taskId,
    usdPerCredit: 0.039,
  });

test.each([
  ['QUEUED', null, { state: 'queued' }],
  ['QUEUED', 0, { state: 'queued', progress: 0 }],
  ['PROCESSING', 40, { state: 'running', progress: 0.4 }],
  ['PROCESSING', 4000, { state: 'running' }],
  ['CANCELLED', null, { state: 'canceled' }],
  ['PAUSED', 40, { state: 'unrecognized' }],
])('%s at %d is %j', (status, progress, ours) => {
  expect(setup({ status, progress })).toEqual({ ...ours, vendorState: status, createdAt, cost });
});

test.each([
  [
    { videoUrl: 'https://cdn2.apiframe.ai/videos/a.mp4' },
    ['https://cdn2.apiframe.ai/videos/a.mp4'],
  ],
  [
    { videos: ['https://c.example/1.mp4', 'https://c.example/2.mp4'] },
    ['https://c.example/1.mp4', 'https://c.example/2.mp4'],
  ],
  ['https://cdn2.apiframe.ai/videos/a.mp4', ['https://cdn2.apiframe.ai/videos/a.mp4']],
])('the result %j is read', (result, urls) => {
  const change = { status: 'COMPLETED', progress: 100, result, expired: false };
  expect(setup({ ...change, completedAt: '2026-10-01T10:02:00.000Z' })).toEqual({
    state: 'succeeded',
    vendorState: 'COMPLETED',
    assets: urls.map((url) => ({ url })),
    createdAt,
    completedAt: createdAt + 120_000,
    cost,
  });
});

test.each([
  null,
  undefined,
  '',
  'a video',
  {},
  [],
  { videos: [] },
  { videoUrl: null },
  { images: ['https://c.example/1.png'] },
  { videoUrl: 'javascript:alert(1)' },
])('a completed job with the result %j is unreadable, not failed', (result) => {
  expect(() => setup({ status: 'COMPLETED', result })).toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      outcome: 'accepted',
      operation: 'poll',
      provider: 'apiframe',
      taskId,
    }),
  );
});

test('a completed job whose file was deleted is asset-expired', () => {
  expect(() => setup({ status: 'COMPLETED', result: null, expired: true })).toThrow(
    expect.objectContaining({ code: 'asset-expired', outcome: 'accepted', taskId }),
  );
});

test('an address that is still told is passed on, expired or not', () => {
  const result = { videoUrl: 'https://cdn2.apiframe.ai/videos/a.mp4' };
  expect(setup({ status: 'COMPLETED', result, expired: true })).toMatchObject({
    state: 'succeeded',
  });
});

test('a failed job is a value that cost nothing', () => {
  const change = {
    status: 'FAILED',
    progress: null,
    error: 'No available capacity',
    creditCost: 0,
  };
  expect(setup(change)).toEqual({
    state: 'failed',
    vendorState: 'FAILED',
    error: { code: 'generation-failed', message: 'No available capacity', charged: 'no' },
    cost: { usdMicros: 0, credits: 0 },
    createdAt,
  });
});

test('an unknown cost is absent, and an odd one hides no result', () => {
  expect(setup({ creditCost: null }).cost).toBeUndefined();
  expect(setup({ creditCost: -1 }).cost).toBeUndefined();
  expect(setup({ createdAt: 'soon' }).createdAt).toBeUndefined();
});
