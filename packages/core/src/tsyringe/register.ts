import type { DependencyContainer } from 'tsyringe';
import { createGateway } from '../gateway/create-gateway.ts';
import type { Gateway } from '../gateway/gateway.ts';
import type { GatewaySettings } from '../gateway/gateway-settings.ts';
import type { VideoProvider } from '../provider.ts';
import { gatewayToken, ledgerToken, portsToken, providerToken } from './tokens.ts';

/** The settings of a gateway whose providers come from the container, and perhaps its ledger. */
export type ContainerGatewaySettings = Omit<GatewaySettings, 'providers' | 'ledger'> &
  Partial<Pick<GatewaySettings, 'ledger'>>;

/** Adds a provider to those that a gateway of this container is made of. */
export function registerProvider(container: DependencyContainer, provider: VideoProvider): void {
  container.registerInstance(providerToken, provider);
}

/**
 * Registers a gateway that is made when it is first resolved, of the providers that the resolving
 * container has by then, and is the same one from then on. A child container that is to have another
 * one registers its own: what it registers hides what its parent has.
 *
 * Whoever resolved it closes it: a container closes nothing.
 */
export function registerGateway(
  container: DependencyContainer,
  settings: ContainerGatewaySettings = {},
): void {
  let gateway: Gateway | undefined;
  container.register(gatewayToken, {
    useFactory(resolving) {
      gateway ??= createGateway({
        ...settings,
        providers: resolveProviders(resolving),
        ledger: settings.ledger ?? resolving.resolve(ledgerToken),
        ports: settings.ports ?? resolvePorts(resolving),
      });
      return gateway;
    },
  });
}

/** `resolveAll` throws where nothing is registered; `createGateway` says it better. */
function resolveProviders(container: DependencyContainer): readonly VideoProvider[] {
  return container.isRegistered(providerToken, true) ? container.resolveAll(providerToken) : [];
}

function resolvePorts(container: DependencyContainer): GatewaySettings['ports'] {
  return container.isRegistered(portsToken, true) ? container.resolve(portsToken) : undefined;
}
