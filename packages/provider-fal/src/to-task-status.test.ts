import { expect, test } from 'vitest';
import { toFinalStatus, toTaskStatus } from './to-task-status.ts';
import { resultSchema } from './wire.ts';

test.each([
  ['IN_QUEUE', 'queued'],
  ['IN_PROGRESS', 'running'],
  ['PAUSED', 'unrecognized'],
  ['in_progress', 'unrecognized'],
  ['', 'unrecognized'],
])('the state %j is %s', (vendorState, state) => {
  expect(toTaskStatus(vendorState)).toEqual({ state, vendorState });
});

test('a result is a success with its video', () => {
  const result = resultSchema.parse({
    video: {
      url: 'https://v3.fal.media/files/a/output.mp4',
      content_type: 'video/mp4',
      file_name: 'output.mp4',
      file_size: 8431922,
    },
  });
  expect(toFinalStatus({ result })).toEqual({
    state: 'succeeded',
    vendorState: 'COMPLETED',
    assets: [
      {
        url: 'https://v3.fal.media/files/a/output.mp4',
        mediaType: 'video/mp4',
        byteLength: 8431922,
      },
    ],
  });
});

test('odd values of facts that are only nice to know hide no result', () => {
  const url = 'https://v3.fal.media/files/a/output.mp4';
  const result = resultSchema.parse({ video: { url, content_type: 7, file_size: null } });
  expect(toFinalStatus({ result })).toMatchObject({ state: 'succeeded', assets: [{ url }] });
});

test('a failure is a value, although its state is that of a success', () => {
  const error = { code: 'generation-failed', message: 'as told', charged: 'no' } as const;
  expect(toFinalStatus({ failure: error })).toEqual({
    state: 'failed',
    vendorState: 'COMPLETED',
    error,
  });
});
