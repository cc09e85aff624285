import type { EngineContext, Staging } from '../engine/engine-context.ts';
import { createGate } from '../engine/gate.ts';
import { toAllProviderFacts } from '../engine/to-facts.ts';
import { systemPorts } from '../ports.ts';
import type { ProviderCallOptions, VideoProvider } from '../provider.ts';
import type { GatewaySettings } from './gateway-settings.ts';

const defaultReconcileForMs = 900_000;

/** Fills in what the engine needs of a gateway's settings. */
export function createContext(
  settings: GatewaySettings,
  notify: EngineContext['notify'],
  closing: AbortSignal,
): EngineContext {
  const { providers, ledger, ports = systemPorts } = settings;
  const options = { clock: ports, signal: closing };
  const latencies: EngineContext['latencies'] = new Map();
  return {
    ledger,
    ports,
    notify,
    closing,
    providers: new Map(providers.map((provider) => [provider.id, provider])),
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
    rests: new Map(),
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
