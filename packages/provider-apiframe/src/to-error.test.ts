import { expect, test } from 'vitest';
import { toFault, toTaskFailure } from './to-error.ts';

const submit = (status: number, body: unknown) => toFault({ operation: 'submit', status, body });

test.each([200, 202, 302])('HTTP %d is judged without the text of its body', (status) => {
  expect(submit(status, { error: 'odd' })).toBeUndefined();
});

test.each([
  [401, { error: 'Invalid API key' }, { message: 'Invalid API key' }],
  [403, { error: 'API key is inactive' }, { code: 'authentication' }],
  [403, { error: 'Video generation is disabled for your team' }, { code: undefined }],
  [400, { error: 'Prompt was flagged by content moderation' }, { code: 'content-rejected' }],
  [400, { error: 'Validation failed' }, { code: undefined, message: 'Validation failed' }],
  [429, { error: 'Too many requests' }, { code: undefined }],
  [503, { error: 'Service temporarily unavailable' }, { code: undefined }],
  [502, undefined, { code: undefined, message: undefined }],
  [500, '<html>', { code: undefined, message: undefined }],
])('HTTP %d with %j is %j', (status, body, fault) => {
  expect(submit(status, body)).toMatchObject(fault);
});

test('a 402 says how many credits there are and how many it takes', () => {
  const body = { error: 'Insufficient credits', creditsRequired: 7, creditsAvailable: 0 };
  expect(submit(402, body)?.message).toBe('Insufficient credits; 7 credits required, 0 available');
});

test('a validation error names its fields', () => {
  const details = { 'klingParams.duration': ['Invalid input'], prompt: ['Too big', 'Odd'] };
  expect(submit(400, { error: 'Validation failed', details, echo: 'secret' })).toEqual({
    code: undefined,
    message: 'Validation failed; klingParams.duration: Invalid input; prompt: Too big, Odd',
    reshaped: undefined,
  });
});

test.each([
  [{ 'klingParams.cfg_scale': ['Unrecognized key'] }, true],
  [{ klingParams: ['Unrecognized key: "cfg_scale"'] }, true],
  [{ klingParams: 'Unrecognized key: "cfg_scale"' }, true],
  [{ 'klingParams.duration': ['Invalid input'] }, undefined],
  [undefined, undefined],
])('details %j make the request reshaped: %s', (details, reshaped) => {
  expect(submit(400, { error: 'Validation failed', details })?.reshaped).toBe(reshaped);
});

test('only a refused submit is worth another spelling', () => {
  const body = { error: 'x', details: { 'klingParams.cfg_scale': ['Unrecognized key'] } };
  expect(toFault({ operation: 'poll', status: 400, body })?.reshaped).toBeUndefined();
  expect(submit(500, body)?.reshaped).toBeUndefined();
});

test.each([
  ['No available capacity', 'generation-failed'],
  ['Internal error', 'generation-failed'],
  ['Image to video failed', 'generation-failed'],
  ['Output flagged as sensitive', 'content-rejected'],
  ['NSFW content detected', 'content-rejected'],
  ['Content policy violation', 'content-rejected'],
  ['Could not download the start image', 'invalid-request'],
  ['Invalid image format', 'invalid-request'],
  ['Prompt is too long', 'invalid-request'],
  ['Insufficient credits', 'insufficient-balance'],
])('the error %j is %s', (error, code) => {
  expect(toTaskFailure({ error, creditCost: 0 })).toEqual({ code, message: error, charged: 'no' });
});

test.each([
  [null, 'no'],
  [0, 'no'],
  [4, 'unknown'],
])('a failed job that shows %j credits was charged: %s', (creditCost, charged) => {
  expect(toTaskFailure({ error: null, creditCost })).toMatchObject({
    message: 'no reason given',
    charged,
  });
});
