import { expect, test } from 'vitest';
import { makeError } from '../../test/make-job.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { toErrorRecord, toSubmitEvent } from './to-submit-event.ts';

const task = { id: 'task-1', model: 'm' };
const doubt = { outcome: 'unknown', provider: 'a', operation: 'submit' } as const;

test.each(['answer', 'replay', 'look-up', 'webhook', 'person'] as const)(
  'an acceptance by %s names its evidence',
  (by) => {
    const accepted = { task, cost: { usdMicros: 0 } };
    expect(toSubmitEvent('attempt-1', { accepted }, by, 9)).toEqual({
      type: 'attempt-accepted',
      at: 9,
      attemptId: 'attempt-1',
      task,
      cost: { usdMicros: 0 },
      by,
    });
  },
);

test.each([
  ['rejected', 'attempt-rejected'],
  ['unknown', 'attempt-unknown'],
  ['accepted', 'attempt-unknown'],
] as const)('an error whose outcome is %s is %s', (outcome, type) => {
  const error = makeError('timeout', { outcome });
  expect(toSubmitEvent('attempt-1', { error }, 'answer', 9)).toEqual({
    type,
    at: 9,
    attemptId: 'attempt-1',
    error,
  });
});

const key = 'sk-live-42';
class HTTPError extends Error {
  override readonly name = 'HTTPError';
  readonly request = { headers: { authorization: `Bearer ${key}` } };
}

test.each([
  ['an error of an HTTP client', new HTTPError(`401 for Bearer ${key}`)],
  ['a TypeError', new TypeError(`fetch failed: ${key}`, { cause: { headers: key } })],
  ['an error named after a key', Object.assign(new Error('x'), { name: `Bearer ${key}` })],
  ['a string', `Bearer ${key}`],
  ['an object', { outcome: 'rejected', code: 'network', message: key }],
  ['nothing', undefined],
  ['null', null],
  ['an object of no prototype', Object.create(null)],
])('%s proves nothing, and no word of it is taken over', (_what, thrown) => {
  const record = toErrorRecord(thrown, doubt);
  expect(record).toMatchObject({
    code: 'invalid-response',
    outcome: 'unknown',
    charged: 'unknown',
    provider: 'a',
  });
  expect(JSON.stringify(record)).not.toContain(key);
  expect(toSubmitEvent('attempt-1', { error: record }, 'answer', 9).type).toBe('attempt-unknown');
});

test('an error of ours is taken as it is', () => {
  const error = new VideoGatewayError({
    code: 'rate-limited',
    message: 'slow down',
    retryAfterMs: 0,
    status: 429,
  });
  expect(toErrorRecord(error, doubt)).toEqual({
    code: 'rate-limited',
    message: 'slow down',
    outcome: 'rejected',
    charged: 'no',
    retryAfterMs: 0,
    status: 429,
  });
});

test('what failed where nothing can have been paid was not charged', () => {
  expect(toErrorRecord(new Error('x'), { outcome: 'rejected' })).toMatchObject({
    outcome: 'rejected',
    charged: 'no',
  });
});
