import { isToCome } from '../time.ts';
import type { ProviderHealth } from './provider-health.ts';

export type Rest = NonNullable<ProviderHealth['rest']>;

/** An account that refuses our key or our money does so for every job; an hour, or until it is mended. */
export const accountRestMs = 3_600_000;

export function isResting({ reason, until }: Rest, now: number): boolean {
  if (until === undefined) return true;
  return reason === 'by-hand' ? now < until : isToCome(until, now, accountRestMs);
}

/** Leaves a provider alone for its account; what a person has said, or what is so already, stays. */
export function restAccount(
  health: ProviderHealth,
  { code, message }: { readonly code: Rest['reason']; readonly message: string },
  now: number,
): ProviderHealth {
  const { rest, provider } = health;
  const stays = rest !== undefined && (rest.reason === 'by-hand' || rest.reason === code);
  if (stays && isResting(rest, now)) return health;
  const why = `${provider} rests because its account needs a person: ${message}`;
  const until = now + accountRestMs;
  return { ...health, rest: { reason: code, message: why, since: now, until } };
}
