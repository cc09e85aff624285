/**
 * A config file becomes a gateway.
 *
 * @module
 */
export type { FreeCall } from './call-for-free.ts';
export type { CheckConfigOptions, ConfigCheck, ProviderCheck } from './check-config.ts';
export { checkConfig } from './check-config.ts';
export { configSchema } from './config-schema.ts';
export type { CreateGatewayOptions } from './create-gateway-from-config.ts';
export { createGatewayFromConfig } from './create-gateway-from-config.ts';
export { defineConfig } from './define-config.ts';
export type { Environment, EnvironmentReference } from './environment.ts';
export type { ProviderEntry } from './list-providers.ts';
export { listProviders } from './list-providers.ts';
export type { LoadConfigOptions, LoadedConfig } from './load-config.ts';
export { loadConfig } from './load-config.ts';
export type { ConfigPaths } from './to-gateway-settings.ts';
export { toGatewaySettings, toPaths } from './to-gateway-settings.ts';
export { toJsonSchema } from './to-json-schema.ts';
export type { EnvironmentOptions } from './to-providers.ts';
export { toProviders } from './to-providers.ts';
export type { AdapterSettings, VendorName } from './vendors.ts';
export { keyVariables } from './vendors.ts';
export type {
  ListedProviderConfig,
  ProfileConfig,
  ProviderConfig,
  VidgateConfig,
} from './vidgate-config.ts';
