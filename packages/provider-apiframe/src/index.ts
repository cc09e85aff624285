export type { ApiframeSettings } from './apiframe-provider.ts';
export { createApiframe } from './apiframe-provider.ts';
export type { GuidanceField } from './prepare.ts';
