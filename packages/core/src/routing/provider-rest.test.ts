import { expect, test } from 'vitest';
import { makeError } from '../../test/make-job.ts';
import type { ErrorCode, ErrorRecord } from '../video-gateway-error.ts';
import { toRest } from './provider-rest.ts';

const now = 1_000_000;

test.each<readonly [ErrorCode, Partial<ErrorRecord>, string | undefined, number | undefined]>([
  ['authentication', {}, 'resting', 3_600_000],
  ['insufficient-balance', {}, 'resting', 3_600_000],
  ['rate-limited', {}, 'rate-limited', 10_000],
  ['rate-limited', { retryAfterMs: 0 }, 'rate-limited', 1_000],
  ['rate-limited', { retryAfterMs: 7_000 }, 'rate-limited', 7_000],
  ['rate-limited', { retryAfterMs: 1e12 }, 'rate-limited', 300_000],
  ['network', {}, 'circuit-open', 10_000],
  ['timeout', {}, 'circuit-open', 10_000],
  ['unavailable', {}, 'circuit-open', 10_000],
  ['timeout', { outcome: 'unknown' }, 'circuit-open', 30_000],
  ['invalid-response', { outcome: 'unknown' }, 'circuit-open', 30_000],
  ['authentication', { outcome: 'unknown' }, 'circuit-open', 30_000],
  ['invalid-request', {}, undefined, undefined],
  ['unsupported', {}, undefined, undefined],
  ['content-rejected', {}, undefined, undefined],
])('%s %o rests a provider as %s for %s ms', (code, change, reason, forMs) => {
  const rest = toRest(makeError(code, { provider: 'a', ...change }), now);
  expect(rest?.reason).toBe(reason);
  expect(rest?.until).toBe(forMs === undefined ? undefined : now + forMs);
  if (rest !== undefined) expect(rest.message).toMatch(new RegExp(`^a .*: a said ${code}$`));
});
