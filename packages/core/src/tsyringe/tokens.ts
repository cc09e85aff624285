import type { InjectionToken } from 'tsyringe';
import type { Gateway } from '../gateway/gateway.ts';
import type { Ledger } from '../ledger/ledger.ts';
import type { Ports } from '../ports.ts';
import type { VideoProvider } from '../provider.ts';

// In a file of their own: inside the module that declares it, a symbol loses the type given here.

/** Every provider that a gateway is made of; registered once for each. */
export const providerToken: InjectionToken<VideoProvider> = Symbol('vidgate.provider');
/** The gateway. */
export const gatewayToken: InjectionToken<Gateway> = Symbol('vidgate.gateway');
/** The ledger, where the gateway's settings name none. */
export const ledgerToken: InjectionToken<Ledger> = Symbol('vidgate.ledger');
/** Time, randomness and ids, where they are not the system's. */
export const portsToken: InjectionToken<Ports> = Symbol('vidgate.ports');
