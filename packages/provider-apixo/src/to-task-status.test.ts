import { expect, test } from 'vitest';
import { toTaskStatus } from './to-task-status.ts';
import { statusSchema } from './wire.ts';

function setup(data: Record<string, unknown>) {
  const parsed = statusSchema.parse({ code: 200, message: 'success', data });
  return toTaskStatus(parsed.data, { provider: 'apixo', taskId: 'task_12345678' });
}

test.each([
  ['pending', 'queued'],
  ['processing', 'running'],
  ['paused', 'unrecognized'],
  ['', 'unrecognized'],
])('the state %j is %s', (state, ours) => {
  expect(setup({ taskId: 'task_12345678', state, createTime: 1767965610929 })).toEqual({
    state: ours,
    vendorState: state,
    createdAt: 1767965610929,
  });
});

test('a success carries its video and its times', () => {
  const status = setup({
    taskId: 'task_12345678',
    state: 'success',
    resultJson: '{"resultUrls":["https://file.apixo.ai/xxx.mp4"]}',
    createTime: 1767965610929,
    completeTime: 1767965652317,
    costTime: 41388,
  });
  expect(status).toEqual({
    state: 'succeeded',
    vendorState: 'success',
    assets: [{ url: 'https://file.apixo.ai/xxx.mp4' }],
    createdAt: 1767965610929,
    completedAt: 1767965652317,
  });
});

test('several videos are kept in their order', () => {
  const resultJson = '{"resultUrls":["https://cdn.apixo.ai/1.mp4","https://cdn.apixo.ai/2.mp4"]}';
  expect(setup({ state: 'success', resultJson })).toMatchObject({
    assets: [{ url: 'https://cdn.apixo.ai/1.mp4' }, { url: 'https://cdn.apixo.ai/2.mp4' }],
  });
});

test.each([
  undefined,
  null,
  '',
  '{"resultUrls":',
  '{"resultUrls":[]}',
  '{"resultUrls":["file:///etc/passwd"]}',
  '["https://file.apixo.ai/xxx.mp4"]',
])('a success with the result %j is unreadable, not failed', (resultJson) => {
  expect(() => setup({ state: 'success', resultJson })).toThrow(
    expect.objectContaining({
      code: 'invalid-response',
      outcome: 'accepted',
      charged: 'unknown',
      operation: 'poll',
      provider: 'apixo',
      taskId: 'task_12345678',
    }),
  );
});

test('a failure is a value with the words of the vendor', () => {
  const status = setup({
    taskId: 'task_12345678',
    state: 'failed',
    failCode: 'SensitiveContent',
    failMsg: 'Content violates the upstream content policy, please adjust the prompt',
    createTime: 1767965610929,
    completeTime: 1767965620132,
  });
  expect(status).toEqual({
    state: 'failed',
    vendorState: 'failed',
    error: {
      code: 'content-rejected',
      message: 'Content violates the upstream content policy, please adjust the prompt',
      vendorCode: 'SensitiveContent',
      charged: 'unknown',
    },
    createdAt: 1767965610929,
    completedAt: 1767965620132,
  });
});

test('odd values of facts that are only nice to know hide no result', () => {
  const status = setup({
    state: 'success',
    resultJson: '{"resultUrls":["https://file.apixo.ai/xxx.mp4"]}',
    createTime: 'yesterday',
    completeTime: null,
  });
  expect(status).toMatchObject({ state: 'succeeded' });
  expect(status.createdAt).toBeUndefined();
});
