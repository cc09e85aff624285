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
  /** Its vendor asked to wait. */
  | { readonly type: 'provider-paused'; readonly until: number; readonly message: string }
);

/** What has changed for whoever listens. Pure. */
export function toProviderEvents(
  before: ProviderHealth,
  after: ProviderHealth,
  at: number,
): readonly ProviderEvent[] {
  const { provider } = after;
  const about = { at, provider };
  const events: ProviderEvent[] = [];
  for (const model of new Set([...Object.keys(before.breakers), ...Object.keys(after.breakers)])) {
    const [old, now] = [before.breakers[model], after.breakers[model]];
    const wasOpen = old !== undefined && old.closedAt === undefined;
    if (now === undefined || now.closedAt !== undefined) {
      if (wasOpen) events.push({ ...about, type: 'breaker-closed', model });
    } else if (now.openUntil !== old?.openUntil) {
      const { openUntil: until, message } = now;
      events.push({ ...about, type: 'breaker-opened', model, until, message });
    }
  }
  if (after.rest !== undefined && after.rest.since !== before.rest?.since) {
    const { reason, until, message } = after.rest;
    events.push({ ...about, type: 'provider-rested', reason, until, message });
  }
  if (after.rest === undefined && before.rest !== undefined) {
    events.push({ ...about, type: 'provider-restored' });
  }
  if (after.pause !== undefined && after.pause.until !== before.pause?.until) {
    events.push({ ...about, type: 'provider-paused', ...after.pause });
  }
  return events;
}
