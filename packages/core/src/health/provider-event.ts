import { isOpen } from './breaker.ts';
import type { ProviderHealth, RestReason } from './provider-health.ts';

/** Something that was decided about a provider, for all jobs. */
export type ProviderEvent = {
  readonly at: number;
  readonly provider: string;
} /** No submits of this model, because some were lost or refused. */ & (
  | {
      readonly type: 'breaker-opened';
      readonly model: string;
      readonly until: number;
      readonly message: string;
    }
  /** A submit of this model was answered again. */
  | { readonly type: 'breaker-closed'; readonly model: string }
  /** No submits, because its account needs a person, or because a person says so. */
  | {
      readonly type: 'provider-rested';
      readonly reason: RestReason;
      readonly until?: number | undefined;
      readonly message: string;
    }
  | { readonly type: 'provider-restored' }
  /** Its account was read to hold less than `lowBalanceUsd`. */
  | { readonly type: 'balance-low'; readonly usdMicros: number }
  /** Its vendor asked to wait. */
  | { readonly type: 'provider-paused'; readonly until: number; readonly message: string }
);

/** What has changed for whoever listens. Pure. */
export function toProviderEvents(
  before: ProviderHealth,
  after: ProviderHealth,
  at: number,
  lowBalanceUsdMicros: number,
): readonly ProviderEvent[] {
  const about = { at, provider: after.provider };
  const { rest, pause } = after;
  const events: ProviderEvent[] = [...toBreakerEvents(before, after, about)];
  if (rest !== undefined && rest.since !== before.rest?.since) {
    const { reason, until, message } = rest;
    events.push({ ...about, type: 'provider-rested', reason, until, message });
  }
  if (rest === undefined && before.rest !== undefined) {
    events.push({ ...about, type: 'provider-restored' });
  }
  if (pause !== undefined && pause.until !== before.pause?.until) {
    events.push({ ...about, type: 'provider-paused', ...pause });
  }
  const left = after.balance?.usdMicros ?? Number.POSITIVE_INFINITY;
  const leftBefore = before.balance?.usdMicros ?? Number.POSITIVE_INFINITY;
  if (left < lowBalanceUsdMicros && leftBefore >= lowBalanceUsdMicros) {
    events.push({ ...about, type: 'balance-low', usdMicros: left });
  }
  return events;
}

function toBreakerEvents(
  before: ProviderHealth,
  after: ProviderHealth,
  about: { readonly at: number; readonly provider: string },
): readonly ProviderEvent[] {
  const models = new Set([...Object.keys(before.breakers), ...Object.keys(after.breakers)]);
  return [...models].flatMap((model): readonly ProviderEvent[] => {
    const [old, now] = [before.breakers[model], after.breakers[model]];
    if (!isOpen(now)) return isOpen(old) ? [{ ...about, type: 'breaker-closed', model }] : [];
    if (now.openUntil === old?.openUntil) return [];
    const { openUntil: until, message } = now;
    return [{ ...about, type: 'breaker-opened', model, until, message }];
  });
}
