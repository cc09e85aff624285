import type { VideoProvider } from '@vidgate/core';
import { createApiframe } from '@vidgate/provider-apiframe';
import { createApixo } from '@vidgate/provider-apixo';

/** The vendors that report: APIXO signs nothing, Apiframe signs. */
export const vendorNames = ['apixo', 'apiframe'] as const;
export type VendorName = (typeof vendorNames)[number];

/** The real adapter, for an account and an address. */
export function toProvider(
  name: VendorName,
  account: { readonly apiKey: string; readonly baseUrl: string },
): VideoProvider {
  return name === 'apixo' ? createApixo(account) : createApiframe(account);
}
