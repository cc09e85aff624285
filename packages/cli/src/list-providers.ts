import type { ProviderEntry, VidgateConfig } from '@vidgate/config';
import { listProviders as listEntries } from '@vidgate/config';
import type { KnownVendor } from './vendors.ts';
import { knownVendors } from './vendors.ts';

/** A provider of a configuration, whether it stands there by its id or in a list. */
export interface ListedProvider extends ProviderEntry {
  /** Whose adapter it is, where that is one of ours. */
  readonly vendor: KnownVendor | undefined;
}

export function listProviders({
  providers,
}: Pick<VidgateConfig, 'providers'>): readonly ListedProvider[] {
  return listEntries(providers).map((entry) => ({
    ...entry,
    vendor: knownVendors.find(({ name }) => name === entry.use),
  }));
}
