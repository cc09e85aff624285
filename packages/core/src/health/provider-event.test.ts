import { expect, test } from 'vitest';
import { toProviderEvents } from './provider-event.ts';
import type { ProviderHealth } from './provider-health.ts';
import { newHealth } from './provider-health.ts';

const model = 'kling-2.5-turbo-pro';
const well = newHealth('a');
const at = 50;
const about = { at, provider: 'a' };
const open = { openings: 1, openUntil: 30_000, message: 'a lost a submit.' };
const closed = { ...open, closedAt: 31_000 };
const rest = { reason: 'by-hand', message: 'a rests.', since: 1 } as const;
const pause = { until: 10_000, message: 'a asked to wait.' };
const lowUsdMicros = 5_000_000;

const breaking = (breaker: typeof open | typeof closed): Partial<ProviderHealth> => ({
  breakers: { [model]: breaker },
});
const holding = (usdMicros: number): Partial<ProviderHealth> => ({
  balance: { usdMicros, readAt: 0 },
});
const opened = {
  ...about,
  type: 'breaker-opened',
  model,
  until: 30_000,
  message: 'a lost a submit.',
};
const breakerClosed = { ...about, type: 'breaker-closed', model };
const rested = { ...about, type: 'provider-rested', reason: 'by-hand', message: 'a rests.' };
const paused = { ...about, type: 'provider-paused', ...pause };
const low = (usdMicros: number) => ({ ...about, type: 'balance-low', usdMicros });

type Row = readonly [string, Partial<ProviderHealth>, Partial<ProviderHealth>, readonly object[]];

test.each<Row>([
  ['nothing changes', breaking(open), breaking(open), []],
  ['only the version changes', {}, { version: 3 }, []],
  ['a breaker opens', {}, breaking(open), [opened]],
  ['a closed one opens', breaking({ ...closed, openUntil: 1 }), breaking(open), [opened]],
  [
    'an open one opens for longer',
    breaking(open),
    breaking({ ...open, openUntil: 90_000 }),
    [{ ...opened, until: 90_000 }],
  ],
  ['a breaker closes', breaking(open), breaking(closed), [breakerClosed]],
  ['a breaker is forgotten', breaking(open), {}, [breakerClosed]],
  ['a closed breaker is forgotten', breaking(closed), {}, []],
  ['a person rests it', {}, { rest }, [rested]],
  ['it rests anew', { rest }, { rest: { ...rest, since: 2 } }, [rested]],
  ['a person restores it', { rest }, {}, [{ ...about, type: 'provider-restored' }]],
  ['its vendor asks to wait', {}, { pause }, [paused]],
  ['its pause stays', { pause }, { pause }, []],
  [
    'its vendor asks to wait for longer',
    { pause },
    { pause: { ...pause, until: 20_000 } },
    [{ ...paused, until: 20_000 }],
  ],
  ['its pause is forgotten', { pause }, {}, []],
  ['its balance is read and fine', {}, holding(5_000_000), []],
  ['its balance is read and low', {}, holding(4_999_999), [low(4_999_999)]],
  ['its balance gets low', holding(6_000_000), holding(0), [low(0)]],
  ['its balance stays low', holding(4_000_000), holding(3_000_000), []],
  ['money is added', holding(0), holding(9_000_000), []],
  [
    'it is restored from all at once',
    { rest, pause, ...breaking(open) },
    {},
    [breakerClosed, { ...about, type: 'provider-restored' }],
  ],
])('where %s it is told', (_what, before, after, events) => {
  const told = toProviderEvents({ ...well, ...before }, { ...well, ...after }, at, lowUsdMicros);
  expect(told).toEqual(events);
});

test('a trial and a check are nobody’s news', () => {
  const before = { ...well, ...breaking(open) };
  const tried = { ...open, checkedAt: 31_000, trialUntil: 92_000 };
  const after = { ...well, breakers: { [model]: tried } };
  expect(toProviderEvents(before, after, at, lowUsdMicros)).toEqual([]);
});

test('an account in credits is never low in dollars', () => {
  const after = { ...well, balance: { credits: 0, readAt: 0 } };
  expect(toProviderEvents(well, after, at, lowUsdMicros)).toEqual([]);
});
