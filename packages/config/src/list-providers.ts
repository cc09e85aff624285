import type { ListedProviderConfig, ProviderConfig, VidgateConfig } from './vidgate-config.ts';

/** A provider of a config, whether it stood in a list or under its id. */
export interface ProviderEntry {
  readonly id: string;
  /** A vendor's name, or a package's. */
  readonly use: string;
  /** Where it stands in the file. */
  readonly path: readonly (string | number)[];
  /** Its settings, without its id. */
  readonly config: ProviderConfig;
}

/** The providers of a config, in its order. */
export function listProviders(providers: VidgateConfig['providers']): readonly ProviderEntry[] {
  if (isList(providers)) {
    return providers.map(({ id, ...config }, index) => ({
      id: id ?? config.use,
      use: config.use,
      path: ['providers', index],
      config,
    }));
  }
  return Object.entries(providers).map(([id, config]) => ({
    id,
    use: config.use ?? id,
    path: ['providers', id],
    config,
  }));
}

export function isEnabled({ config }: ProviderEntry): boolean {
  return config.enabled !== false;
}

// `Array.isArray` does not tell a readonly array from an object.
function isList(
  providers: VidgateConfig['providers'],
): providers is readonly ListedProviderConfig[] {
  return Array.isArray(providers);
}
