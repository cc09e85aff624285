import { expect, test } from 'vitest';
import { toFault, toTaskFailure } from './to-error.ts';
import { generationSchema } from './wire.ts';

const submit = (status: number, body: unknown) => toFault({ operation: 'submit', status, body });
const envelope = (message: string, statusCode: string) => ({
  message,
  path: '/v2/video/generations',
  requestId: 'r-1',
  statusCode,
  timestamp: '2026-10-01T10:00:00.000Z',
});
const outOfCredits =
  "You've run out of credits. Please top up your balance or update your payment method to continue: https://aimlapi.com/app/billing/";

test.each([200, 201, 302])('HTTP %d is judged without the text of its body', (status) => {
  expect(submit(status, envelope('odd', '500'))).toBeUndefined();
});

test.each([
  [403, outOfCredits, 'insufficient-balance'],
  [403, 'You have exhausted the available Free Tier resource limit', 'insufficient-balance'],
  [403, 'Your request was rejected by content policy', 'content-rejected'],
  [403, 'This key may not use the model', 'authentication'],
  [403, 'Forbidden resource', undefined],
  [400, 'Body validation error!', undefined],
  [400, 'The prompt was flagged as sensitive', 'content-rejected'],
  [401, 'This request requires a valid API key.', undefined],
  [429, 'Too Many Requests', undefined],
  [500, 'The model is under maintenance', undefined],
  [504, 'Generation timeout', undefined],
])('HTTP %d %j has the code %s', (status, message, code) => {
  expect(submit(status, envelope(message, String(status)))).toEqual({ code, message });
});

test.each([undefined, null, [], 'Bad Gateway'])('the body %j is no reason to stumble', (body) => {
  expect(submit(502, body)).toMatchObject({ code: undefined });
});

test('the errors of fal are read too', () => {
  const detail = [
    { loc: ['body', 'prompt'], msg: 'field required', type: 'missing', input: {} },
    { loc: ['body', 'image_url'], msg: 'not a URL', type: 'value_error', input: 'secret' },
  ];
  expect(submit(422, { detail })?.message).toBe('field required; not a URL');
});

test.each([
  [{ name: 'Error', message: 'Internal failure' }, 'generation-failed', 'Internal failure'],
  [
    { name: 'Error', message: 'Failure to pass the risk control system' },
    'content-rejected',
    'Failure to pass the risk control system',
  ],
  [
    { detail: [{ msg: 'Flagged', type: 'content_policy_violation' }] },
    'content-rejected',
    'Flagged',
  ],
  [{ detail: [{ msg: 'Odd', type: 'image_too_small' }] }, 'invalid-request', 'Odd'],
  [{ detail: [{ msg: 'Odd', type: 'image_load_error' }] }, 'invalid-request', 'Odd'],
  [{ detail: [{ msg: 'Odd', type: 'file_download_error' }] }, 'invalid-request', 'Odd'],
  [{ message: 'Invalid prompt' }, 'invalid-request', 'Invalid prompt'],
  [{ message: outOfCredits }, 'insufficient-balance', outOfCredits],
  [{ name: 'GenerationTimeout' }, 'generation-failed', 'GenerationTimeout'],
  ['plain words', 'generation-failed', 'plain words'],
  [null, 'generation-failed', 'no reason given (error)'],
])('the error %j is %s', (error, code, message) => {
  const generation = generationSchema.parse({ status: 'error', error });
  expect(toTaskFailure(generation)).toMatchObject({ code, message, charged: 'no' });
});
