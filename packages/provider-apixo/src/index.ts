export type { ApixoSettings } from './apixo-provider.ts';
export { createApixo } from './apixo-provider.ts';
export type { ApixoRouting } from './prepare.ts';
