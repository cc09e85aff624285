export type { AimlapiSettings } from './aimlapi-provider.ts';
export { createAimlapi } from './aimlapi-provider.ts';
export type { AimlapiApi } from './api-path.ts';
