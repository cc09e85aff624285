import type { ProviderConfig, VidgateConfig } from '@vidgate/config';
import type { KnownVendor } from './vendors.ts';
import { knownVendors } from './vendors.ts';

/** A provider of a configuration, whether it stands there by its id or in a list. */
export interface ListedProvider {
  readonly id: string;
  /** Whose adapter it is, where that is one of ours. */
  readonly vendor: KnownVendor | undefined;
  readonly config: ProviderConfig;
}

export function listProviders({
  providers,
}: Pick<VidgateConfig, 'providers'>): readonly ListedProvider[] {
  const entries: readonly (readonly [string | undefined, ProviderConfig])[] = Array.isArray(
    providers,
  )
    ? providers.map(({ id, ...config }) => [id, config])
    : Object.entries(providers);
  return entries.map(([id = '', config]) => {
    const use = config.use ?? id;
    const vendor = knownVendors.find(({ name }) => name === use);
    return { id: id || use, vendor, config };
  });
}
