import { expect, test } from 'vitest';
import { toFault, toTaskFailure } from './to-error.ts';

const submit = (status: number, body: unknown) => toFault({ operation: 'submit', status, body });

function fail(status: number, body: unknown, errorType?: string) {
  return toTaskFailure({ operation: 'poll', status, body }, errorType);
}

const problem = (type: string, msg: string, ...loc: readonly (string | number)[]) => ({
  detail: [{ loc: ['body', ...loc], msg, type, input: { prompt: 'a secret film' } }],
});

test('an answer below 400 is no fault', () => {
  expect(submit(200, { request_id: 'r-1', status: 'IN_QUEUE' })).toBeUndefined();
});

test.each([
  [403, { detail: 'User is locked. Reason: Exhausted balance.' }, 'insufficient-balance'],
  [403, { detail: 'Insufficient credits' }, 'insufficient-balance'],
  [403, { detail: 'This key lacks the permission' }, 'authentication'],
  [403, { detail: 'Forbidden by the content policy' }, 'content-rejected'],
  [403, { detail: 'Forbidden' }, undefined],
  [401, { detail: 'Cannot access application "fal-ai/kling-video"' }, undefined],
  [
    422,
    problem('content_policy_violation', 'The content could not be processed'),
    'content-rejected',
  ],
  [422, problem('literal_error', "Input should be '5' or '10'", 'duration'), undefined],
  [429, { detail: 'Too many requests' }, undefined],
  // A gateway's 5xx stays in doubt, whatever it says.
  [502, { detail: 'Exhausted balance, content policy' }, undefined],
  [500, undefined, undefined],
])('HTTP %d with %j means the code %s', (status, body, code) => {
  expect(submit(status, body)?.code).toBe(code);
  expect(submit(status, body)?.status).toBeUndefined();
});

test('the message names the field and says what the vendor said, and nothing else of the body', () => {
  const first = problem('literal_error', "Input should be '5' or '10'", 'duration').detail;
  const second = problem('value_error', 'It is odd').detail;
  expect(submit(422, { detail: [...first, ...second] })?.message).toBe(
    "duration: Input should be '5' or '10'; It is odd",
  );
});

test.each([undefined, 'Bad Gateway', {}, { detail: [] }, { detail: '' }, { detail: { msg: 'x' } }])(
  'the body %j has no message',
  (body) => {
    expect(submit(502, body)).toEqual({});
  },
);

test.each([
  [422, 'content_policy_violation', 'flagged by a content checker', ['prompt'], 'content-rejected'],
  [422, 'sensitive_output', 'no', [], 'content-rejected'],
  [500, 'content_policy_violation', 'flagged', [], 'content-rejected'],
  [422, 'image_load_error', 'Failed to load the image', ['image_url'], 'invalid-request'],
  [422, 'file_download_error', 'The file could not be read', [], 'invalid-request'],
  [422, 'image_too_small', 'Image too small', [], 'invalid-request'],
  [422, 'string_too_long', 'String should be shorter', ['prompt'], 'invalid-request'],
  [422, 'no_media_generated', 'The model made nothing', [], 'generation-failed'],
  [422, 'no_media_generated', 'The model made nothing', ['prompt'], 'generation-failed'],
  [422, 'internal_server_error', 'It went wrong', ['prompt'], 'generation-failed'],
  [400, 'downstream_service_error', 'Exhausted balance', [], 'insufficient-balance'],
  [400, 'downstream_service_error', 'It went wrong', [], 'generation-failed'],
  [500, 'internal_server_error', 'Invalid image', ['image_url'], 'generation-failed'],
  [504, 'generation_timeout', 'Too late', [], 'generation-failed'],
])('a result answered %d with %s, "%s" at %j is %s', (status, type, msg, loc, code) => {
  expect(fail(status, problem(type, msg, ...loc))).toMatchObject({ code, vendorCode: type });
});

test.each([
  [500, 'no'],
  [504, 'no'],
  [400, 'unknown'],
  [422, 'unknown'],
])('a failure told with %d was charged: %s', (status, charged) => {
  expect(fail(status, problem('some_error', 'as told'))).toEqual({
    code: 'generation-failed',
    message: 'as told',
    vendorCode: 'some_error',
    charged,
  });
});

test('a failure without a type has that of its header', () => {
  expect(fail(500, { detail: [{ msg: 'as told' }] }, 'runner_error')).toMatchObject({
    vendorCode: 'runner_error',
  });
});

test('a text is a failure of the task only beside an error type', () => {
  const body = { detail: 'Internal Server Error' };
  expect(fail(500, body, 'runner_server_error')).toEqual({
    code: 'generation-failed',
    message: 'Internal Server Error',
    vendorCode: 'runner_server_error',
    charged: 'no',
  });
  expect(fail(500, body)).toBeUndefined();
  expect(fail(400, { detail: 'Request is still in progress' })).toBeUndefined();
});

test.each([401, 403, 404, 408, 429])('a result answered %d says nothing of the task', (status) => {
  expect(fail(status, problem('some_error', 'as told'), 'some_error')).toBeUndefined();
});

test.each([undefined, null, 'Bad Gateway', {}, { detail: [] }, { detail: [{ type: 'x' }] }])(
  'the body %j says nothing of the task, whatever its header',
  (body) => {
    expect(fail(502, body, 'some_error')).toBeUndefined();
  },
);

test('a result answered 200 is no failure', () => {
  expect(fail(200, problem('some_error', 'as told'), 'some_error')).toBeUndefined();
});
