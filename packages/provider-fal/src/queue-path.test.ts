import { expect, test } from 'vitest';
import { checkSubmitPath, readRequestsPath, toRequestsPath, toSubmitPath } from './queue-path.ts';

const endpoint = 'fal-ai/kling-video/v2.5-turbo/pro/text-to-video';
const use = { provider: 'fal', outcome: 'accepted' } as const;

test('without a callback URL a submit goes to the endpoint', () => {
  expect(toSubmitPath(endpoint, undefined)).toBe(endpoint);
});

test('a callback URL is one parameter, whatever it holds, and the path of the tasks is the same', () => {
  const callbackUrl = 'https://me.example/hooks/x1?a=b&c=d#e';
  const path = toSubmitPath(endpoint, callbackUrl);
  const { pathname, searchParams } = new URL(path, 'https://queue.fal.run');
  expect(pathname).toBe(`/${endpoint}`);
  expect([...searchParams]).toEqual([['fal_webhook', callbackUrl]]);
  expect(checkSubmitPath(path, use)).toBe(path);
  expect(toRequestsPath(path, use)).toBe('fal-ai/kling-video/requests');
});

test.each([
  [endpoint, 'fal-ai/kling-video/requests'],
  ['fal-ai/veo3', 'fal-ai/veo3/requests'],
  // As it was kept with a task.
  ['fal-ai/kling-video/requests', 'fal-ai/kling-video/requests'],
  ['workflows/me/mine/requests', 'workflows/me/mine/requests'],
])('the tasks of %s are read below %s', (route, path) => {
  expect(toRequestsPath(route, use)).toBe(path);
});

test.each([
  '',
  'fal-ai',
  '/fal-ai/kling-video',
  '//evil.example/x/requests',
  'https://evil.example/x',
  'fal-ai/../x',
  'fal-ai/kling-video/requests?x=1',
  'fal-ai/kling-video#x',
  'fal-ai/kling-video?other=1',
  'fal-ai/kling-video?fal_webhook=a&b=c',
  'fal-ai/kling video',
])('the stored path %j is refused, and is no reason to pay again', (route) => {
  const refused = expect.objectContaining({ code: 'configuration', outcome: 'accepted' });
  expect(() => checkSubmitPath(route, use)).toThrow(refused);
  expect(() => toRequestsPath(route, use)).toThrow(refused);
});

test.each([
  ['https://queue.fal.run/fal-ai/kling-video/requests/r-1/status', 'fal-ai/kling-video/requests'],
  ['https://evil.example/fal-ai/kling-video/requests/r-1/status', 'fal-ai/kling-video/requests'],
  ['https://queue.fal.run/workflows/me/mine/requests/r-1/status', 'workflows/me/mine/requests'],
  ['https://queue.fal.run/fal-ai/kling-video/requests/r-1', undefined],
  ['https://queue.fal.run//evil.example/requests/r-1/status', undefined],
  ['fal-ai/kling-video/requests/r-1/status', undefined],
  ['', undefined],
  [null, undefined],
  [undefined, undefined],
])('the status URL %j names the path %s', (statusUrl, path) => {
  expect(readRequestsPath(statusUrl)).toBe(path);
});
