import type { EngineContext, GatewayUpdate, Staging } from '../engine/engine-context.ts';
import { createGate } from '../engine/gate.ts';
import { createLookAround } from '../engine/look-around.ts';
import { tendProviders } from '../engine/tend-providers.ts';
import { toAllProviderFacts } from '../engine/to-facts.ts';
import { Health } from '../health/health.ts';
import { keepHealth } from '../health/keep-health.ts';
import { toProviderEvents } from '../health/provider-event.ts';
import { systemPorts } from '../ports.ts';
import type { ProviderCallOptions, VideoProvider } from '../provider.ts';
import { dayMs } from '../time.ts';
import { toUsdMicros } from '../usd.ts';
import type { GatewaySettings } from './gateway-settings.ts';

const defaultReconcileForMs = 900_000;
/** Some ten clips. */
const defaultLowBalanceUsd = 5;
/** Prices that were read a day ago are looked up again; until then they are better than a list's. */
const defaultMaxAgeMs = dayMs;

/** Fills in what the engine needs of a gateway's settings. */
export function createContext(
  settings: GatewaySettings,
  notify: (update: GatewayUpdate) => void,
  closing: AbortSignal,
): EngineContext {
  const { providers, ledger, ports = systemPorts } = settings;
  const options = { clock: ports, signal: closing };
  const latencies: EngineContext['latencies'] = new Map();
  const byId = new Map(providers.map((provider) => [provider.id, provider]));
  const lowBalanceUsdMicros = toUsdMicros(settings.lowBalanceUsd ?? defaultLowBalanceUsd);
  const records = keepHealth(ledger, (before, after) => {
    const events = toProviderEvents(before, after, ports.now(), lowBalanceUsdMicros);
    for (const event of events) notify({ event });
  });
  const canCheck = (id: string): boolean => byId.get(id)?.account?.balance !== undefined;
  const health = new Health(records, canCheck, ports.random, settings.health === 'ignored');
  const livePrices = settings.livePrices ?? { maxAgeMs: defaultMaxAgeMs };
  const tending = tendProviders({ providers: byId, health, ports, closing, livePrices });
  return {
    ledger,
    ports,
    notify,
    closing,
    health,
    livePrices,
    tending,
    budget: settings.budget ?? {},
    lookAround: createLookAround({ health, ledger, ports }),
    providers: byId,
    providerFacts: toAllProviderFacts(providers, latencies),
    policy: {
      onContentRejected: settings.onContentRejected ?? 'stop',
      onUnknownSubmit: settings.onUnknownSubmit ?? 'hold',
      polling: settings.polling ?? {},
      reconcileForMs: settings.reconcileForMs ?? defaultReconcileForMs,
    },
    archive: settings.archive,
    download: settings.download ?? {},
    webhooksBaseUrl: settings.webhooks?.baseUrl,
    staging: settings.staging ?? uploadThrough(providers, options),
    gates: new Map(providers.map(({ id, traits }) => [id, createGate(traits.limits, ports)])),
    latencies,
    memories: new Map(),
  };
}

/** Staging by the first provider that can upload; vendors read each other's addresses. */
function uploadThrough(
  providers: readonly VideoProvider[],
  options: ProviderCallOptions,
): Staging | undefined {
  for (const provider of providers) {
    const upload = provider.upload?.bind(provider);
    if (upload !== undefined) return (media) => upload(media, options);
  }
  return undefined;
}
