import { expect, test } from 'vitest';
import type { ProviderHealth } from './provider-health.ts';
import { newHealth } from './provider-health.ts';
import type { Rest } from './rest.ts';
import { accountRestMs, isResting, restAccount } from './rest.ts';

const now = 10 * accountRestMs;
const byHand: Rest = { reason: 'by-hand', message: 'a rests: holidays', since: 0 };
const forKey: Rest = { ...byHand, reason: 'authentication', until: now + 1 };
const refused = { code: 'authentication', message: 'a refused the key' } as const;

function resting(rest?: Rest): ProviderHealth {
  return rest === undefined ? newHealth('a') : { ...newHealth('a'), rest };
}

test.each<readonly [string, Rest]>([
  ['a person has said for ever', byHand],
  ['a person has said until later', { ...byHand, until: now + 1 }],
  ['is so for the same reason already', forKey],
])('a refused account changes nothing of a rest that %s', (_what, rest) => {
  const health = resting(rest);
  expect(restAccount(health, refused, now)).toBe(health);
});

test.each<readonly [string, Rest | undefined]>([
  ['none', undefined],
  ['one of a person that is over', { ...byHand, until: now }],
  ['one for the same reason that is over', { ...forKey, until: now }],
  ['one for another reason', { ...forKey, reason: 'insufficient-balance' }],
])('a refused account rests a provider for an hour in place of %s', (_what, rest) => {
  expect(restAccount(resting(rest), refused, now).rest).toEqual({
    reason: 'authentication',
    message: 'a rests because its account needs a person: a refused the key',
    since: now,
    until: now + accountRestMs,
  });
});

test.each<readonly [string, Rest, boolean]>([
  ['of a person without an end', byHand, true],
  ['of a person until tomorrow', { ...byHand, until: now + 24 * accountRestMs }, true],
  ['of a person until now', { ...byHand, until: now }, false],
  ['for a key until later', forKey, true],
  ['for a key for as long as there is', { ...forKey, until: now + accountRestMs }, true],
  // It was set by a clock that has been set back since.
  ['for a key until tomorrow', { ...forKey, until: now + 24 * accountRestMs }, false],
])('a rest %s stands: %o, %s', (_what, rest, stands) => {
  expect(isResting(rest, now)).toBe(stands);
});
