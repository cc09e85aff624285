import { memoryLedger } from '@vidgate/core';
import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import { Health } from './health.ts';
import { keepHealth } from './keep-health.ts';

const lost = makeError('timeout', { outcome: 'unknown', charged: 'unknown' });

const traits = { idempotentSubmit: false } as const;

/** The health of providers on a ledger, and the balance of `a` read at 0. */
function setup(): Health {
  const health = new Health(
    keepHealth(memoryLedger(), () => {}),
    () => true,
    () => 0.5,
  );
  health.noteBalance('a', { usdMicros: 1_000_000 }, 0);
  return health;
}

test.each([
  ['is accepted', {}, undefined, 300_000],
  ['is lost', {}, lost, 300_000],
  ['is refused', {}, makeError('unsupported'), 0],
  ['has no known price', { quote: { certainty: 'unknown' } }, undefined, 0],
  ['is a replay', { state: 'unknown', unknownSince: 5 }, undefined, 0],
] as const)(
  'a submit that %s is taken off the balance as it may cost',
  (_what, change, error, spent) => {
    const health = setup();
    health.noteSubmit(makeAttempt(change), error, 10, traits);
    expect(health.spentSince('a')).toBe(spent);
  },
);

test('what was submitted before a balance was read is in it', () => {
  const health = setup();
  health.noteSubmit(makeAttempt(), undefined, 10, traits);
  health.noteSubmit(makeAttempt({ id: 'attempt-2' }), undefined, 20, traits);
  health.noteBalance('a', { usdMicros: 700_000 }, 20);
  expect(health.spentSince('a')).toBe(300_000);
});

test('the oldest submit without an answer tells since when one is owed', () => {
  const health = setup();
  const first = makeAttempt();
  health.noteSend(first, 10);
  health.noteSend(makeAttempt({ id: 'attempt-2' }), 20);
  expect(health.awaited('a', first.model)?.since).toBe(10);
  health.noteSubmit(first, undefined, 30, traits);
  expect(health.awaited('a', first.model)?.since).toBe(20);
  expect(health.awaited('a', 'other-model')).toBeUndefined();
});

/** How long an answer may take after some have taken `tookMs`, by the clock of this process. */
function awaitAfter(tookMs: number, error?: typeof lost): number | undefined {
  const health = setup();
  for (let index = 0; index < 20; index += 1) {
    const attempt = makeAttempt({ id: `attempt-${index}` });
    health.noteSend(attempt, 1_000);
    health.noteSubmit(attempt, error, 1_000 + tookMs, traits);
  }
  const last = makeAttempt({ id: 'attempt-last' });
  health.noteSend(last, 2_000);
  return health.awaited('a', last.model)?.suspiciousMs;
}

test('how long an answer may take is learned from submits that were accepted', () => {
  expect(awaitAfter(8_000)).toBeCloseTo(8_000, -3);
  expect(awaitAfter(8_000, lost)).toBe(10_000);
  expect(awaitAfter(8_000, makeError('network'))).toBe(10_000);
});

test('a clock that was set back meanwhile teaches nothing', () => {
  expect(awaitAfter(-5_000)).toBe(10_000);
});

test('restoring forgets refusals in a row, of this provider only', async () => {
  const health = setup();
  const refused = makeError('network');
  const { model } = makeAttempt();
  const refuse = (provider: string, times: number): void => {
    for (let time = 0; time < times; time += 1) {
      health.noteSubmit(makeAttempt({ provider }), refused, 10, traits);
    }
  };
  refuse('a', 4);
  refuse('b', 4);
  await health.restore('a');
  refuse('a', 1);
  refuse('b', 1);
  expect(health.records.get('a').breakers[model]).toBeUndefined();
  expect(health.records.get('b').breakers[model]).toBeDefined();
});
