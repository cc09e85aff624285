export type { FalSettings } from './fal-provider.ts';
export { createFal } from './fal-provider.ts';
export type { FalWebhookSettings } from './webhook.ts';
