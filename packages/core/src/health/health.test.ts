import { memoryLedger } from '@vidgate/core';
import { expect, test } from 'vitest';
import { makeAttempt, makeError } from '../../test/make-job.ts';
import { Health } from './health.ts';
import { keepHealth } from './keep-health.ts';

const lost = makeError('timeout', { outcome: 'unknown', charged: 'unknown' });

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
    health.noteSubmit(makeAttempt(change), error, 10);
    expect(health.spentSince('a')).toBe(spent);
  },
);

test('what was submitted before a balance was read is in it', () => {
  const health = setup();
  health.noteSubmit(makeAttempt(), undefined, 10);
  health.noteSubmit(makeAttempt({ id: 'attempt-2' }), undefined, 20);
  health.noteBalance('a', { usdMicros: 700_000 }, 20);
  expect(health.spentSince('a')).toBe(300_000);
});

test('the oldest submit without an answer tells since when one is owed', () => {
  const health = setup();
  const first = makeAttempt();
  health.noteSend(first, 10);
  health.noteSend(makeAttempt({ id: 'attempt-2' }), 20);
  expect(health.awaitedSince('a', first.model)).toBe(10);
  health.noteSubmit(first, undefined, 30);
  expect(health.awaitedSince('a', first.model)).toBe(20);
  expect(health.awaitedSince('a', 'other-model')).toBeUndefined();
});

test('restoring forgets refusals in a row, of this provider only', async () => {
  const health = setup();
  const refused = makeError('network');
  const { model } = makeAttempt();
  const refuse = (provider: string, times: number): void => {
    for (let time = 0; time < times; time += 1) {
      health.noteSubmit(makeAttempt({ provider }), refused, 10);
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
