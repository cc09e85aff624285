import { expect, test } from 'vitest';
import { toTaskStatus } from './to-task-status.ts';
import { generationSchema } from './wire.ts';

const taskId = '60ac7c34-0001:klingai/v2.5-turbo/pro/text-to-video';
const video = {
  url: 'https://cdn.aimlapi.com/a.mp4',
  content_type: 'video/mp4',
  file_name: 'a.mp4',
  file_size: 20235536,
};
const cost = { usdMicros: 455_000, credits: 910_000 };

const setup = (body: Record<string, unknown>) =>
  toTaskStatus(generationSchema.parse({ id: taskId, ...body }), {
    provider: 'aimlapi',
    taskId,
    cost,
  });

test.each([
  ['queued', 'queued'],
  ['waiting', 'queued'],
  ['generating', 'running'],
  ['active', 'running'],
  ['processing', 'running'],
  ['completed', 'succeeded'],
  ['succeeded', 'succeeded'],
  ['success', 'succeeded'],
  ['done', 'succeeded'],
  ['ready', 'succeeded'],
  ['finished', 'succeeded'],
  ['error', 'failed'],
  ['failed', 'failed'],
  ['timeout', 'failed'],
  ['timed_out', 'failed'],
  ['Timed Out', 'failed'],
  ['expired', 'failed'],
  ['canceled', 'canceled'],
  ['cancelled', 'canceled'],
  ['COMPLETED', 'succeeded'],
  ['reticulating', 'unrecognized'],
  ['', 'unrecognized'],
])('the status %j is %s', (status, state) => {
  expect(setup({ status, video })).toMatchObject({ state, vendorState: status });
});

test('a completed generation carries its video and its cost', () => {
  expect(setup({ status: 'completed', video, error: null })).toEqual({
    state: 'succeeded',
    vendorState: 'completed',
    assets: [
      { url: 'https://cdn.aimlapi.com/a.mp4', mediaType: 'video/mp4', byteLength: 20235536 },
    ],
    cost,
  });
});

test.each([null, undefined, {}, { url: '' }, { url: 'a.mp4' }])(
  'a completed generation with the video %j is unreadable, not failed',
  (none) => {
    expect(() => setup({ status: 'completed', video: none })).toThrow(
      expect.objectContaining({
        code: 'invalid-response',
        outcome: 'accepted',
        operation: 'poll',
        provider: 'aimlapi',
        taskId,
      }),
    );
  },
);

test('a failure is a value, and the hold stated beside it is no cost', () => {
  const error = { name: 'GenerationError', message: 'Upstream failed' };
  expect(setup({ status: 'error', video: null, error })).toEqual({
    state: 'failed',
    vendorState: 'error',
    error: {
      code: 'generation-failed',
      message: 'Upstream failed',
      vendorCode: 'GenerationError',
      charged: 'no',
    },
  });
});

test('odd values of facts that are only nice to know hide no result', () => {
  const odd = { ...video, file_size: 'large', content_type: null };
  expect(setup({ status: 'completed', video: odd, error: 7, meta: 'none' })).toMatchObject({
    state: 'succeeded',
    assets: [{ url: 'https://cdn.aimlapi.com/a.mp4' }],
  });
});
