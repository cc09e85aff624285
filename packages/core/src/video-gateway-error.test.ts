import { expect, test } from 'vitest';
import type { Charged, Outcome } from './video-gateway-error.ts';
import { VideoGatewayError } from './video-gateway-error.ts';

test.each<readonly [Outcome | undefined, Outcome, Charged]>([
  [undefined, 'rejected', 'no'],
  ['rejected', 'rejected', 'no'],
  ['accepted', 'accepted', 'unknown'],
  ['unknown', 'unknown', 'unknown'],
])('an outcome given as %s is %s, and its charge is %s', (given, outcome, charged) => {
  const error = new VideoGatewayError({ code: 'network', message: 'x', outcome: given });
  expect([error.outcome, error.charged]).toEqual([outcome, charged]);
});

test('only what is known is a property, and its JSON is its facts', () => {
  const error = new VideoGatewayError({
    code: 'rate-limited',
    message: 'slow down',
    provider: undefined,
    retryAfterMs: 0,
    reshaped: false,
    status: 429,
  });
  expect(JSON.parse(JSON.stringify(error))).toEqual({
    code: 'rate-limited',
    message: 'slow down',
    outcome: 'rejected',
    charged: 'no',
    retryAfterMs: 0,
    reshaped: false,
    status: 429,
  });
  expect(error).not.toHaveProperty('provider');
});

test('what was written to JSON makes the same error again', () => {
  const error = new VideoGatewayError({
    code: 'stalled',
    message: 'x',
    outcome: 'accepted',
    taskId: 't',
    cause: { code: 'EPIPE' },
  });
  expect(new VideoGatewayError(error.toJSON()).toJSON()).toEqual(error.toJSON());
});

test.each([
  ['one of ours', new VideoGatewayError({ code: 'aborted', message: 'x' }), true],
  ['one of another installed copy', { [Symbol.for('vidgate.error')]: true }, true],
  [
    'one that only has the name',
    Object.assign(new Error('x'), { name: 'VideoGatewayError', code: 'aborted' }),
    false,
  ],
  ['null', null, false],
  ['a string', 'aborted', false],
  ['nothing', undefined, false],
])('%s is told apart', (_what, value, ours) => {
  expect(VideoGatewayError.isInstance(value)).toBe(ours);
});
