import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import type { AttemptSpend } from './to-attempt-spend.ts';
import { isExtra, toAttemptSpend } from './to-attempt-spend.ts';

const cost = { usdMicros: 280_000 };
const unpriced = { quote: { certainty: 'unknown' } };
const free = { error: makeError('generation-failed', { charged: 'no' }) };

test.each<readonly [string, Readonly<Record<string, unknown>>, AttemptSpend | undefined]>([
  ['is under way', {}, { usdMicros: 300_000, basis: 'reserved' }],
  ['is in doubt', { state: 'unknown' }, { usdMicros: 300_000, basis: 'reserved' }],
  ['runs', { state: 'accepted', cost }, { usdMicros: 280_000, basis: 'reserved' }],
  ['was given up', { state: 'abandoned', cost }, { usdMicros: 280_000, basis: 'reserved' }],
  ['is done', { state: 'succeeded' }, { usdMicros: 300_000, basis: 'quoted' }],
  ['is done and told', { state: 'succeeded', cost }, { usdMicros: 280_000, basis: 'charged' }],
  ['failed and is told', { state: 'failed', cost }, { usdMicros: 280_000, basis: 'charged' }],
  ['has no known price', unpriced, { usdMicros: undefined, basis: 'reserved' }],
  ['was refused', { state: 'rejected' }, undefined],
  ['failed for free', { state: 'failed', ...free }, undefined],
  ['is followed elsewhere', { state: 'abandoned', recoveredAs: 'job-2' }, undefined],
])('what an attempt counts that %s', (_what, change, spend) => {
  expect(toAttemptSpend(makeAttempt(change))).toEqual(spend);
});

test.each([
  ['the first one', [], false],
  ['one after a refusal', [{ state: 'rejected' }], false],
  ['one after another that a person gave up', [{ abandonedBy: 'person' }], false],
  ['one after another that policy gave up', [{ abandonedBy: 'policy' }], true],
  ['any after that', [{ abandonedBy: 'policy' }, { state: 'failed' }], true],
])('%s is beside another by policy: %o, %s', (_what, earlier, extra) => {
  const attempts = [...earlier.map((change) => makeAttempt({ state: 'abandoned', ...change }))];
  const attempt = makeAttempt({ id: 'last', abandonedBy: 'policy', state: 'abandoned' });
  const later = makeAttempt({ id: 'later', abandonedBy: 'policy', state: 'abandoned' });
  expect(isExtra([...attempts, attempt, later], attempt)).toBe(extra);
});
