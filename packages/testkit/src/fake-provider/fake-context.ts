import type { Clock, ModelOffer, ProviderTraits } from '@vidgate/core';
import type { FakeVendor } from './fake-vendor.ts';

/** What the methods of one fake provider share. */
export interface FakeContext {
  readonly id: string;
  readonly clock: Clock;
  readonly runMs: number;
  readonly traits: ProviderTraits;
  readonly offers: readonly ModelOffer[];
  readonly vendor: FakeVendor;
}
