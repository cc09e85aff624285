import { expect, test } from 'vitest';
import { aimlapiOffers } from './models.ts';
import { toFoundTask, toLogsPath } from './to-found-task.ts';
import { logsSchema } from './wire.ts';

const query = {
  attemptId: 'attempt-1',
  model: 'kling-2.5-turbo-pro',
  submittedAt: Date.UTC(2026, 6, 2, 3, 4, 5),
};
const row = {
  created: '2026-07-02T03:04:05.000Z',
  status: 'succeeded',
  origin: 'api',
  model: 'klingai/v2.5-turbo/pro/text-to-video',
  cost: { usd: 0.455, credits: 910000 },
  tokens: { input: 0, output: 0, total: 0 },
  request_id: 'req-1',
  inference_id: 'a248abc5:klingai/v2.5-turbo/pro/text-to-video',
  client_request_id: 'attempt-1',
};

const find = (...rows: readonly Record<string, unknown>[]) => {
  const pagination = { limit: 100, offset: 0, total: rows.length, has_more: false };
  const { data } = logsSchema.parse({ data: rows, pagination });
  return toFoundTask(data, query, 'v2/video/generations');
};

test('the window lies around the submit, in both models', () => {
  const [offer] = aimlapiOffers;
  if (offer === undefined) throw new Error('no offer');
  const url = new URL(toLogsPath(query, offer), 'https://api.aimlapi.com/');
  expect(url.pathname).toBe('/v2/logs');
  expect([...url.searchParams]).toEqual([
    ['start', '2026-07-02T02:59:05.000Z'],
    ['end', '2026-07-02T03:14:05.000Z'],
    ['limit', '100'],
    ['model', 'klingai/v2.5-turbo/pro/text-to-video'],
    ['model', 'klingai/v2.5-turbo/pro/image-to-video'],
  ]);
});

test('the row with our reference names the task, its path and its cost', () => {
  expect(find({ ...row, client_request_id: 'attempt-0', inference_id: 'other' }, row)).toEqual({
    task: {
      id: 'a248abc5:klingai/v2.5-turbo/pro/text-to-video',
      model: 'kling-2.5-turbo-pro',
      route: 'v2/video/generations',
    },
    cost: { usdMicros: 455_000, credits: 910_000 },
  });
});

test('a failed row cost nothing', () => {
  expect(find({ ...row, status: 'failed', cost: { usd: 0, credits: 0 } })).toMatchObject({
    cost: { usdMicros: 0, credits: 0 },
  });
});

test.each([
  ['no rows', []],
  ['rows of others', [{ ...row, client_request_id: 'attempt-10' }]],
  ['rows without a reference', [{ ...row, client_request_id: null }]],
  ['our row without an id', [{ ...row, inference_id: null }]],
])('with %s the task is absent so far, never surely', (_case, rows) => {
  expect(find(...rows)).toEqual({ absent: 'so-far' });
});
