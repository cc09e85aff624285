import type { VidgateConfig } from './vidgate-config.ts';

/**
 * Returns its argument, so that an editor knows the settings of a `vidgate.config.ts`.
 *
 * Nothing is checked here: `loadConfig` does that, whatever kind of file it reads.
 */
export function defineConfig(config: VidgateConfig): VidgateConfig {
  return config;
}
