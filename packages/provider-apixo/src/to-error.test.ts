import { expect, test } from 'vitest';
import { toFault, toTaskFailure } from './to-error.ts';

const submit = (status: number, body: unknown) => toFault({ operation: 'submit', status, body });

test.each([
  { code: 200, message: 'success', data: { taskId: 'task_12345678' } },
  { data: { taskId: 'task_12345678' } },
])('%j is no fault', (body) => {
  expect(submit(200, body)).toBeUndefined();
});

test.each([
  [200, { code: 400, message: 'Insufficient credits', data: null }, 400, 'insufficient-balance'],
  [400, { code: 400, message: 'Insufficient credits', data: null }, 400, 'insufficient-balance'],
  [402, { code: 402, message: 'Insufficient balance or quota' }, 402, undefined],
  [200, { code: 401, message: 'Invalid or missing API key' }, 401, undefined],
  [200, { code: 429, message: 'Rate limit exceeded' }, 429, undefined],
  [200, { code: 500, message: 'Server or upstream error' }, 500, undefined],
  [200, { code: 0, message: 'odd' }, 0, undefined],
  [403, { code: 403, message: 'Content was rejected' }, 403, 'content-rejected'],
  [403, { code: 403, message: 'no', failCode: 'SensitiveContent' }, 403, 'content-rejected'],
  [403, { code: 403, message: 'Key cannot access the model' }, 403, 'authentication'],
  [403, { code: 403, message: 'This route is not enabled' }, 403, 'authentication'],
  [403, { code: 403, message: 'Forbidden' }, 403, undefined],
  [400, { code: 400, message: 'x', data: { failCode: 'NSFW_DETECTED' } }, 400, 'content-rejected'],
  [503, { code: 200, message: 'success', data: { taskId: 'task_1' } }, 503, undefined],
  // A gateway's 5xx stays in doubt, whatever an envelope in it says.
  [502, { code: 400, message: 'Insufficient credits' }, 502, undefined],
  [502, undefined, 502, undefined],
])('HTTP %d with %j means status %d and code %s', (status, body, vendorStatus, code) => {
  expect(submit(status, body)).toMatchObject({ status: vendorStatus, code });
});

test('a 403 whose text names both reasons is taken for neither', () => {
  const message = 'Key or route cannot access the model, or content was rejected';
  expect(submit(403, { code: 403, message })?.code).toBeUndefined();
});

test('the message is what the vendor said, and nothing else of the body', () => {
  const body = {
    code: 400,
    message: 'Invalid request',
    data: { error: 'Missing required field: input.prompt', echo: 'secret' },
  };
  expect(submit(400, body)).toEqual({
    status: 400,
    code: undefined,
    message: 'Invalid request: Missing required field: input.prompt',
  });
});

test.each([
  ['SensitiveContent', 'content-rejected'],
  ['SensitiveContentDetected', 'content-rejected'],
  ['InputImageSensitiveContentDetected', 'content-rejected'],
  ['InputOutputSensitiveContentDetected', 'content-rejected'],
  ['NSFW', 'content-rejected'],
  ['ProhibitedContentDetected', 'content-rejected'],
  ['CONTENT_VIOLATION', 'content-rejected'],
  ['NSFW_DETECTED', 'content-rejected'],
  ['PromptInvalid', 'invalid-request'],
  ['PromptLengthExceeded', 'invalid-request'],
  ['ImageFormatIncorrect', 'invalid-request'],
  ['Upload error', 'invalid-request'],
  ['PROMPT_TOO_LONG', 'invalid-request'],
  ['INVALID_PROMPT', 'invalid-request'],
  ['INVALID_IMAGE_URL', 'invalid-request'],
  ['IMAGE_TOO_LARGE', 'invalid-request'],
  ['UNSUPPORTED_FORMAT', 'invalid-request'],
  ['IMAGE_DOWNLOAD_FAILED', 'invalid-request'],
  ['INSUFFICIENT_CREDITS', 'insufficient-balance'],
  ['RateLimited', 'generation-failed'],
  ['Timeout', 'generation-failed'],
  ['Unknown error', 'generation-failed'],
  ['PROCESSING_TIMEOUT', 'generation-failed'],
  ['MODEL_UNAVAILABLE', 'generation-failed'],
  ['GENERATION_FAILED', 'generation-failed'],
  ['SomethingNew', 'generation-failed'],
])('the fail code %s is %s', (failCode, code) => {
  expect(toTaskFailure({ state: 'failed', failCode, failMsg: 'as told' })).toEqual({
    code,
    message: 'as told',
    vendorCode: failCode,
    charged: 'unknown',
  });
});

test('a failure without code or text still says something', () => {
  expect(toTaskFailure({ state: 'failed' })).toMatchObject({
    code: 'generation-failed',
    message: 'no reason given',
  });
});
