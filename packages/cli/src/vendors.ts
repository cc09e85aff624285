import type { VendorName } from '@vidgate/config';
import { keyVariables } from '@vidgate/config';

/** What this command knows of a vendor before anything is configured. */
export interface KnownVendor {
  readonly name: VendorName;
  /** The environment variable that holds its key. */
  readonly keyVariable: string;
  /** Where its API is, unless a configuration says otherwise. */
  readonly baseUrl: string;
}

/** The vendors that are configured by setting a variable. */
export const knownVendors: readonly KnownVendor[] = [
  toKnown('apixo', 'https://api.apixo.ai/api/v1'),
  toKnown('apiframe', 'https://api.apiframe.ai'),
  toKnown('aimlapi', 'https://api.aimlapi.com'),
  toKnown('fal', 'https://queue.fal.run'),
];

function toKnown(name: VendorName, baseUrl: string): KnownVendor {
  return { name, keyVariable: keyVariables[name], baseUrl };
}
