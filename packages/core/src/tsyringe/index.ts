/**
 * Composition with a tsyringe container: tokens, and two functions that register. It imports tsyringe
 * as types only; the application imports `reflect-metadata` and tsyringe itself.
 *
 * @module
 */
export type { ContainerGatewaySettings } from './register.ts';
export { registerGateway, registerProvider } from './register.ts';
export { gatewayToken, ledgerToken, portsToken, providerToken } from './tokens.ts';
