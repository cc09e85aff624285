import { expect, test } from 'vitest';
import { makeError } from '../../test/make-job.ts';
import type { ErrorCode, ErrorRecord } from '../video-gateway-error.ts';
import type { SubmitSeen } from './after-submit.ts';
import { afterSubmit } from './after-submit.ts';
import type { Breaker, ProviderHealth } from './provider-health.ts';
import { newHealth } from './provider-health.ts';

const model = 'kling-2.5-turbo-pro';
const now = 100_000;
const well = newHealth('a');
const unknown = { outcome: 'unknown', charged: 'unknown' } as const;

function see(
  error: ErrorRecord | undefined,
  health: ProviderHealth = well,
  change: Partial<SubmitSeen> = {},
): ProviderHealth {
  return afterSubmit(health, {
    model,
    error,
    refusals: 1,
    answered: 0,
    isReplayable: false,
    now,
    random: 0.5,
    ...change,
  });
}

function withBreaker(change: Partial<Breaker> = {}): ProviderHealth {
  const breaker = { openings: 1, openUntil: 90_000, message: 'a was out of order.', ...change };
  return { ...well, breakers: { [model]: breaker } };
}

type Effect = 'nothing' | 'opens' | 'pauses' | 'rests';

function effectOf(after: ProviderHealth): readonly Effect[] {
  const effects: Effect[] = [];
  const breaker = after.breakers[model];
  if (breaker !== undefined && breaker.closedAt === undefined) effects.push('opens');
  if (after.pause !== undefined) effects.push('pauses');
  if (after.rest !== undefined) effects.push('rests');
  return effects.length === 0 ? ['nothing'] : effects;
}

/** What each code does: a single refusal, the fifth in a row, and a submit in doubt. */
const rows: readonly (readonly [ErrorCode, Effect, Effect, Effect])[] = [
  ['invalid-request', 'nothing', 'nothing', 'opens'],
  ['unsupported', 'nothing', 'nothing', 'opens'],
  ['authentication', 'rests', 'rests', 'opens'],
  ['insufficient-balance', 'rests', 'rests', 'opens'],
  ['content-rejected', 'nothing', 'nothing', 'opens'],
  ['rate-limited', 'pauses', 'pauses', 'opens'],
  ['unavailable', 'nothing', 'opens', 'opens'],
  ['timeout', 'nothing', 'opens', 'opens'],
  ['network', 'nothing', 'opens', 'opens'],
  ['invalid-response', 'nothing', 'nothing', 'opens'],
  ['generation-failed', 'nothing', 'nothing', 'opens'],
  ['aborted', 'nothing', 'nothing', 'opens'],
];

test.each(rows)('%s: refused once %s, five times %s, in doubt %s', (code, once, often, doubt) => {
  const refusal = makeError(code, { status: 400 });
  expect(effectOf(see(refusal))).toEqual([once]);
  expect(effectOf(see(refusal, well, { refusals: 5 }))).toEqual([often]);
  expect(effectOf(see({ ...refusal, ...unknown }))).toEqual([doubt]);
});

test('four refusals in a row do not open it', () => {
  expect(see(makeError('unavailable'), well, { refusals: 4 })).toBe(well);
});

test('an accepted submit of a healthy provider leaves the very same object', () => {
  expect(see(undefined)).toBe(well);
});

test.each([
  ['an accepted one', undefined],
  ['a refused request', makeError('invalid-request')],
  ['moderation', makeError('content-rejected')],
  ['a request to wait', makeError('rate-limited')],
  ['an account without money', makeError('insufficient-balance')],
])('after %s the breaker that is tried is closed, because the provider answers', (_what, error) => {
  const tried = withBreaker({ trialUntil: now + 1 });
  expect(see(error, tried).breakers[model]?.closedAt).toBe(now);
  expect(see(error, withBreaker()).breakers[model]).not.toHaveProperty('closedAt');
});

test.each([
  ['after nineteen answers', { answered: 19 }, false],
  ['after twenty answers', { answered: 20 }, true],
  ['that can be sent again for free', { isReplayable: true }, true],
])('a submit in doubt %s: the next answer closes the breaker: %s', (_what, change, closes) => {
  const opened = see(makeError('timeout', unknown), well, change);
  expect(see(undefined, opened).breakers[model]?.closedAt).toBe(closes ? now : undefined);
});

test('after five refusals only a trial closes it, also where a replay is free', () => {
  const refused = { refusals: 5, isReplayable: true };
  const opened = see(makeError('unavailable'), well, refused);
  expect(see(undefined, opened)).toBe(opened);
});

test('a trial that is refused opens it again at once, and for longer', () => {
  const after = see(makeError('unavailable'), withBreaker());
  expect(after.breakers[model]).toMatchObject({ openings: 2, openUntil: now + 60_000 });
});

test('a failure that comes late while it is open leaves the very same object', () => {
  const open = withBreaker({ openUntil: now + 1 });
  expect(see(makeError('timeout', unknown), open)).toBe(open);
});

test('a refusal after it was closed counts anew', () => {
  const closed = withBreaker({ closedAt: 95_000 });
  expect(see(makeError('unavailable'), closed)).toBe(closed);
});

test('only the model of the submit is kept from submits', () => {
  expect(Object.keys(see(makeError('timeout', unknown)).breakers)).toEqual([model]);
  const other = see(undefined, { ...withBreaker(), provider: 'a' }, { model: 'another' });
  expect(other.breakers[model]).not.toHaveProperty('closedAt');
});

test.each([
  ['as long as asked', 20_000, 20_000],
  ['at least a second', 0, 1_000],
  ['at most five minutes', 3_600_000, 300_000],
  ['ten seconds where nothing is asked', undefined, 10_000],
])('a pause lasts %s', (_what, retryAfterMs, pauseMs) => {
  const { pause } = see(makeError('rate-limited', { retryAfterMs }));
  expect(pause?.until).toBe(now + pauseMs);
  expect(pause?.message).toBe('a asked to wait: a said rate-limited');
});

test.each(['authentication', 'insufficient-balance'] as const)(
  '%s rests it for an hour',
  (code) => {
    expect(see(makeError(code, { status: 401 })).rest).toEqual({
      reason: code,
      message: `a rests because its account needs a person: a said ${code}`,
      since: now,
      until: now + 3_600_000,
    });
  },
);

test('a key that is missing in this process rests it for nobody', () => {
  expect(see(makeError('authentication'))).toBe(well);
});

test('what stands against a provider for another reason stays', () => {
  const rest = { reason: 'by-hand', message: 'a rests.', since: 1 } as const;
  const paused = { ...well, rest, pause: { until: now + 5, message: 'a asked to wait.' } };
  expect(see(undefined, paused)).toBe(paused);
  expect(see(makeError('timeout', unknown), paused)).toMatchObject({ rest, pause: paused.pause });
});

test('a rest by hand outlives a refusal of the key', () => {
  const rest = { reason: 'by-hand', message: 'a rests.', since: 1 } as const;
  expect(see(makeError('authentication', { status: 401 }), { ...well, rest }).rest).toEqual(rest);
});
