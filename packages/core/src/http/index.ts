/**
 * What adapters need to speak HTTP: one request per call, time-outs by our clock, capped bodies,
 * and errors that cannot carry a key. The only place that loads ky.
 *
 * @module
 */

export { amountSchema } from './amount-schema.ts';
export type { ApiKeySetting, ApiKeySource } from './api-key.ts';
export { createApiKey } from './api-key.ts';
export { jsonTextSchema } from './json-text-schema.ts';
export type { CheckedSettings, ProviderSettings } from './provider-settings.ts';
export { checkProviderSettings } from './provider-settings.ts';
export { boundText, textSchema } from './text-schema.ts';
export type {
  VendorAnswer,
  VendorCall,
  VendorClient,
  VendorClientSettings,
  VendorFault,
  VendorReply,
} from './vendor-client.ts';
export { createVendorClient } from './vendor-client.ts';
