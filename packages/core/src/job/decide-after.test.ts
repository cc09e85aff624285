import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import type { ErrorCode } from '../video-gateway-error.ts';
import type { Decision } from './decide-after.ts';
import { decideAfter } from './decide-after.ts';
import type { Attempt } from './job.ts';

const stop = { onContentRejected: 'stop' } as const;
const tryOthers = { onContentRejected: 'try-others' } as const;

function rejected(code: ErrorCode, provider = 'a', reshaped?: boolean): Attempt {
  return makeAttempt({ provider, state: 'rejected', error: makeError(code, { reshaped }) });
}

function failed(code: ErrorCode, provider = 'a'): Attempt {
  const error = makeError(code, { outcome: 'accepted', charged: 'unknown' });
  return makeAttempt({ provider, state: 'failed', error });
}

test.each<readonly [ErrorCode, Decision, Decision]>([
  ['invalid-request', 'others', 'others'],
  ['unsupported', 'others', 'others'],
  ['authentication', 'others', 'others'],
  ['insufficient-balance', 'others', 'others'],
  ['content-rejected', 'end', 'others'],
  ['rate-limited', 'anyone', 'anyone'],
  ['unavailable', 'anyone', 'anyone'],
  ['timeout', 'anyone', 'anyone'],
  ['network', 'anyone', 'anyone'],
  ['outcome-unknown', 'anyone', 'anyone'],
  ['invalid-response', 'others', 'others'],
  ['not-found', 'others', 'others'],
  ['idempotency-conflict', 'others', 'others'],
])(
  'after a submit refused with %s: %s, or %s where others may be tried',
  (code, stopping, trying) => {
    expect(decideAfter([rejected(code)], stop)).toBe(stopping);
    expect(decideAfter([rejected(code)], tryOthers)).toBe(trying);
  },
);

test.each<readonly [ErrorCode, Decision, Decision]>([
  ['invalid-request', 'end', 'end'],
  ['content-rejected', 'end', 'others'],
  ['insufficient-balance', 'others', 'others'],
  ['generation-failed', 'others', 'others'],
  ['aborted', 'end', 'end'],
])(
  'after a task that failed with %s: %s, or %s where others may be tried',
  (code, stopping, trying) => {
    expect(decideAfter([failed(code)], stop)).toBe(stopping);
    expect(decideAfter([failed(code)], tryOthers)).toBe(trying);
  },
);

test.each<readonly [string, readonly Attempt[], Decision]>([
  ['no attempt', [], 'anyone'],
  ['one vendor refuses', [rejected('invalid-request')], 'others'],
  ['two vendors refuse', [rejected('invalid-request'), rejected('invalid-request', 'b')], 'end'],
  [
    'two vendors refuse, with another failure between',
    [rejected('invalid-request'), rejected('network', 'b'), rejected('invalid-request', 'b')],
    'end',
  ],
  ['it knows another spelling', [rejected('invalid-request', 'a', true)], 'again'],
  [
    'it refuses the other spelling too',
    [rejected('invalid-request', 'a', true), rejected('invalid-request')],
    'others',
  ],
  [
    'it asks for yet another spelling',
    [rejected('invalid-request', 'a', true), rejected('invalid-request', 'a', true)],
    'others',
  ],
  [
    'both spellings fail, and a second vendor refuses',
    [
      rejected('invalid-request', 'a', true),
      rejected('invalid-request'),
      rejected('invalid-request', 'b'),
    ],
    'end',
  ],
  [
    'one refuses, another knows another spelling',
    [rejected('invalid-request'), rejected('invalid-request', 'b', true)],
    'again',
  ],
  [
    'one refuses, another refuses both spellings',
    [
      rejected('invalid-request'),
      rejected('invalid-request', 'b', true),
      rejected('invalid-request', 'b'),
    ],
    'end',
  ],
  ['the last one counts', [rejected('content-rejected'), rejected('network', 'b')], 'anyone'],
  [
    'a task fails after a refusal',
    [rejected('invalid-request'), failed('generation-failed', 'b')],
    'others',
  ],
])('when %s', (_what, attempts, decision) => {
  expect(decideAfter(attempts, stop)).toBe(decision);
});

test('an attempt that was given up while in doubt is never followed by one at the same provider', () => {
  const doubt = makeError('timeout', { outcome: 'unknown', charged: 'unknown' });
  const abandoned = makeAttempt({ state: 'abandoned', error: doubt });
  expect(decideAfter([abandoned], stop)).toBe('others');
});
