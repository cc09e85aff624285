import { checkBreaker, openBreaker, putBreaker, toBreakerState } from '../health/breaker.ts';
import type { Breaker, ProviderHealth } from '../health/provider-health.ts';
import { offerPriceSchema } from '../health/provider-health.ts';
import { restAccount } from '../health/rest.ts';
import { toErrorRecord } from '../job/to-submit-event.ts';
import type { OfferPrice } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import { minuteMs } from '../time.ts';
import type { EngineContext } from './engine-context.ts';

const balanceEveryMs = 5 * minuteMs;
/** A call that failed is not tried again sooner. */
const retryMs = minuteMs;

/**
 * Looks after providers with calls that cost nothing: whether one that was out of order answers again,
 * what is left on its account, what its vendor asks for a video today.
 */
export interface ProviderTending {
  /** To be called when a job is about to be planned. Waits for nothing. */
  tend(): void;
  /** Waits for the calls that are under way. */
  settled(): Promise<void>;
}

type Context = Pick<EngineContext, 'providers' | 'health' | 'ports' | 'closing' | 'livePrices'>;

export function tendProviders(context: Context): ProviderTending {
  const running = new Map<string, Promise<void>>();
  const triedAt = new Map<string, number>();
  return {
    tend() {
      const now = context.ports.now();
      for (const provider of context.providers.values()) {
        for (const call of toDueCalls(provider, context, now)) {
          const key = `${provider.id} ${call.name}`;
          const isLate = Math.abs(now - (triedAt.get(key) ?? Number.NEGATIVE_INFINITY)) >= retryMs;
          if (running.has(key) || !(call.urgent || isLate)) continue;
          triedAt.set(key, now);
          // What the ledger does not take now is found out again.
          const work = call
            .run()
            .catch(() => {})
            .finally(() => running.delete(key));
          running.set(key, work);
        }
      }
    },
    async settled() {
      await Promise.allSettled(running.values());
    },
  };
}

interface Call {
  readonly name: string;
  /** It may be tried again at once: something has changed since. */
  readonly urgent: boolean;
  readonly run: () => Promise<void>;
}

function toDueCalls(provider: VideoProvider, context: Context, now: number): readonly Call[] {
  const { account } = provider;
  const { balance, prices, breakers, rest } = context.health.records.get(provider.id);
  const calls: Call[] = [];
  const checkable = Object.values(breakers).some(
    (breaker) => toBreakerState(breaker, true, now) === 'checkable',
  );
  const mayBeMended = rest !== undefined && rest.reason !== 'by-hand';
  const isDue = checkable || mayBeMended || isOlder(balance, balanceEveryMs, now);
  if (account?.balance !== undefined && isDue) {
    calls.push({ name: 'balance', urgent: checkable, run: () => readBalance(provider, context) });
  }
  const { livePrices } = context;
  const refreshMs = livePrices === false ? undefined : livePrices.maxAgeMs / 2;
  if (account?.prices !== undefined && refreshMs !== undefined && isOlder(prices, refreshMs, now)) {
    calls.push({ name: 'prices', urgent: false, run: () => readPrices(provider, context) });
  }
  return calls;
}

function isOlder(read: { readonly readAt: number } | undefined, ms: number, now: number): boolean {
  return read === undefined || Math.abs(now - read.readAt) >= ms;
}

/** Any answer to an authenticated call shows that the provider is there. */
async function readBalance(provider: VideoProvider, context: Context): Promise<void> {
  const { health, ports, closing } = context;
  const options = { clock: ports, signal: closing };
  try {
    const balance = await provider.account?.balance?.(options);
    const now = ports.now();
    if (balance !== undefined) health.noteBalance(provider.id, balance, now);
    await health.records.update(provider.id, (known) =>
      mapBreakers(known, now, (breaker) => checkBreaker(breaker, now)),
    );
  } catch (error) {
    if (closing.aborted) return;
    const now = ports.now();
    const doubt = { outcome: 'rejected', provider: provider.id, operation: 'balance' } as const;
    const { code, message, status } = toErrorRecord(error, doubt);
    const random = ports.random();
    await health.records.update(provider.id, (known) =>
      mapBreakers(known, now, (breaker) => openBreaker(breaker, message, now, random)),
    );
    // A key that is missing here may be there in another process on the ledger.
    if (code !== 'authentication' || status === undefined) return;
    await health.records.update(provider.id, (known) => restAccount(known, { code, message }, now));
  }
}

function mapBreakers(
  health: ProviderHealth,
  now: number,
  change: (breaker: Breaker) => Breaker,
): ProviderHealth {
  return Object.entries(health.breakers)
    .filter(([, breaker]) => toBreakerState(breaker, true, now) === 'checkable')
    .reduce((known, [model, breaker]) => putBreaker(known, model, change(breaker)), health);
}

async function readPrices(provider: VideoProvider, context: Context): Promise<void> {
  const { health, ports, closing } = context;
  // What cannot be read now is asked for again later; until then the offer's own prices hold.
  const byModel = await provider.account
    ?.prices?.({ clock: ports, signal: closing })
    .catch(() => {});
  if (byModel === undefined) return;
  const prices = { byModel: toSoundPrices(byModel), readAt: ports.now() };
  await health.records.update(provider.id, (known) => ({ ...known, prices }));
}

/** What a vendor publishes is taken price by price, and only as far as it is one. */
function toSoundPrices(
  byModel: Readonly<Record<string, readonly OfferPrice[]>>,
): Readonly<Record<string, readonly OfferPrice[]>> {
  const sound = Object.entries(byModel).map(([model, prices]) => [
    model,
    prices.flatMap((price) => offerPriceSchema.safeParse(price).data ?? []),
  ]);
  return Object.fromEntries(sound);
}
