import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import type { Attempt } from '../job/job.ts';
import type { ErrorCode } from '../video-gateway-error.ts';
import { toTried } from './tried-providers.ts';

const stop = { onContentRejected: 'stop' } as const;

/** `a:network` is a rejected submit at a; `a!generation-failed` a task of a that failed, and was charged. */
function attemptsOf(script: string): readonly Attempt[] {
  return script
    .split(' ')
    .filter(Boolean)
    .map((step, index) => {
      const [, provider = '', kind = '', code = ''] = /^(\w+)([:!])(.+)$/.exec(step) ?? [];
      const reshaped = code.endsWith('*') ? { reshaped: true } : {};
      const plain = code.replace('*', '');
      const failed = kind === '!';
      return makeAttempt({
        id: `attempt-${index}`,
        provider,
        state: failed ? 'failed' : 'rejected',
        // The scripts below hold nothing but codes.
        error: makeError(plain as ErrorCode, {
          ...reshaped,
          outcome: failed ? 'accepted' : 'rejected',
          charged: failed ? 'yes' : 'no',
        }),
      });
    });
}

test.each<readonly [string, readonly string[], string | undefined, boolean]>([
  ['', [], undefined, false],
  ['a:unsupported', ['a'], undefined, false],
  ['a:authentication', ['a'], undefined, false],
  ['a:insufficient-balance', ['a'], undefined, false],
  ['a:network', [], undefined, false],
  ['a:network a:network', ['a'], undefined, false],
  ['a:network b:network', [], undefined, false],
  ['a:rate-limited a:rate-limited a:rate-limited', [], undefined, false],
  ['a:network a:rate-limited', [], undefined, false],
  ['a:rate-limited a:network a:network', ['a'], undefined, false],
  ['a:invalid-request', ['a'], undefined, false],
  ['a:invalid-request*', [], 'a', false],
  ['a:invalid-request* a:invalid-request', ['a'], undefined, false],
  ['a:invalid-request* a:invalid-request*', ['a'], undefined, false],
  ['a:invalid-request* a:network', ['a'], undefined, false],
  ['a!generation-failed', ['a'], undefined, false],
  ['a!generation-failed b!generation-failed', ['a', 'b'], undefined, false],
  ['a!generation-failed b!generation-failed c!generation-failed', ['a', 'b', 'c'], undefined, true],
  ['a!generation-failed b:network', ['a'], undefined, false],
])('after "%s" %o are out and %s goes first', (script, excluded, again, exhausted) => {
  const tried = toTried(attemptsOf(script), stop);
  expect([...tried.excluded.keys()]).toEqual(excluded);
  expect(tried.again).toBe(again);
  expect(tried.exhausted).toBe(exhausted);
  for (const exclusion of tried.excluded.values()) {
    expect(exclusion).toMatchObject({
      reason: 'already-tried',
      message: expect.stringMatching(/was tried: a said/),
    });
    expect(exclusion).not.toHaveProperty('until');
  }
});

test('three attempts of which one surely cost nothing leave another one', () => {
  const attempts = attemptsOf('a!generation-failed b!generation-failed c:network');
  expect(toTried(attempts, stop).exhausted).toBe(false);
  const free = attempts.map((attempt) => ({
    ...attempt,
    error: makeError('generation-failed', { charged: 'no' }),
  }));
  expect(toTried(free, stop).exhausted).toBe(false);
});

test('a charge that nobody knows counts as one', () => {
  const attempts = attemptsOf('a!generation-failed b!generation-failed c!generation-failed').map(
    (attempt) => ({ ...attempt, error: makeError('generation-failed', { charged: 'unknown' }) }),
  );
  expect(toTried(attempts, stop).exhausted).toBe(true);
});

/** Submits at `a` that were refused with these codes, 1 s after each other, the first one at 0. */
function refusedWith(...codes: readonly ErrorCode[]): readonly Attempt[] {
  return codes.map((code, index) =>
    makeAttempt({
      id: `attempt-${index}`,
      state: 'rejected',
      endedAt: index * 1_000,
      error: makeError(code),
    }),
  );
}

test.each<readonly [string, readonly ErrorCode[], string | undefined, number | undefined]>([
  ['nothing', [], undefined, undefined],
  ['out of reach', ['network'], 'circuit-open', 10_000],
  ['out of order', ['unavailable'], 'circuit-open', 10_000],
  ['without an answer', ['timeout'], 'circuit-open', 10_000],
  ['out of reach twice', ['network', 'network'], 'circuit-open', 11_000],
  ['asked to wait', ['rate-limited'], 'rate-limited', 10_000],
  ['asked twice', ['rate-limited', 'rate-limited'], 'rate-limited', 21_000],
  ['asked three times', ['rate-limited', 'rate-limited', 'rate-limited'], 'rate-limited', 42_000],
  [
    'asked ever again',
    ['rate-limited', 'rate-limited', 'rate-limited', 'rate-limited', 'rate-limited'],
    'rate-limited',
    64_000,
  ],
  ['asked, then out of reach', ['rate-limited', 'network'], 'circuit-open', 11_000],
  ['refused', ['unsupported'], undefined, undefined],
  ['another account', ['authentication'], undefined, undefined],
])('after %s (%j) the job leaves it alone by %s until %s', (_what, codes, reason, until) => {
  const { resting } = toTried(refusedWith(...codes), stop);
  expect(resting.get('a')?.reason).toBe(reason);
  expect(resting.get('a')?.until).toBe(until);
});

test('a provider that is left alone is not out, and the others are not left alone', () => {
  const { resting, excluded } = toTried(refusedWith('network'), stop);
  expect([...resting.keys()]).toEqual(['a']);
  expect([...excluded.keys()]).toEqual([]);
  expect(resting.get('a')?.message).toBe('a has just refused this job: a said network');
});

test('a task that failed leaves nobody alone: its provider is out', () => {
  const failed = makeAttempt({
    state: 'failed',
    endedAt: 0,
    error: makeError('generation-failed'),
  });
  const { resting, excluded } = toTried([failed], stop);
  expect(resting.size).toBe(0);
  expect([...excluded.keys()]).toEqual(['a']);
});
