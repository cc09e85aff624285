import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import type { AttemptState } from '../job/job.ts';
import type { ErrorCode } from '../video-gateway-error.ts';
import type { AttemptOutcome } from './to-outcome.ts';
import { isOutOfOrder, toOutcome } from './to-outcome.ts';

test.each<readonly [AttemptState, ErrorCode | undefined, AttemptOutcome | undefined]>([
  ['submitting', undefined, undefined],
  ['accepted', undefined, undefined],
  ['succeeded', undefined, 'succeeded'],
  ['failed', 'generation-failed', 'failed'],
  ['failed', 'content-rejected', undefined],
  ['failed', 'invalid-request', undefined],
  ['failed', 'insufficient-balance', undefined],
  ['failed', 'aborted', undefined],
  ['unknown', 'timeout', 'refused'],
  ['unknown', 'invalid-response', 'refused'],
  ['unknown', 'outcome-unknown', undefined],
  ['abandoned', 'network', 'refused'],
  ['abandoned', 'outcome-unknown', undefined],
  ['rejected', 'unavailable', 'refused'],
  ['rejected', 'network', 'refused'],
  ['rejected', 'timeout', 'refused'],
  ['rejected', 'rate-limited', undefined],
  ['rejected', 'invalid-request', undefined],
  ['rejected', 'unsupported', undefined],
  ['rejected', 'content-rejected', undefined],
  ['rejected', 'authentication', undefined],
  ['rejected', 'insufficient-balance', undefined],
  ['rejected', 'outcome-unknown', undefined],
])('an attempt that is %s with %s counts as %s', (state, code, outcome) => {
  const error = code === undefined ? undefined : makeError(code);
  expect(toOutcome(makeAttempt({ state, error }))).toBe(outcome);
});

test.each(['network', 'timeout', 'unavailable'])('%s means that it does not work', (code) => {
  expect(isOutOfOrder(code)).toBe(true);
});

test.each(['rate-limited', 'authentication', 'invalid-response', undefined])(
  '%s does not mean that it does not work',
  (code) => {
    expect(isOutOfOrder(code)).toBe(false);
  },
);
