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
