/** What this command knows of a vendor before anything is configured. */
export interface KnownVendor {
  readonly name: 'apixo' | 'apiframe' | 'aimlapi' | 'fal';
  /** The environment variable that holds its key. */
  readonly keyVariable: string;
  /** Where its API is, unless a configuration says otherwise. */
  readonly baseUrl: string;
}

/** The vendors that are configured by setting a variable. */
export const knownVendors: readonly KnownVendor[] = [
  { name: 'apixo', keyVariable: 'APIXO_API_KEY', baseUrl: 'https://api.apixo.ai/api/v1' },
  { name: 'apiframe', keyVariable: 'APIFRAME_API_KEY', baseUrl: 'https://api.apiframe.ai' },
  { name: 'aimlapi', keyVariable: 'AIMLAPI_API_KEY', baseUrl: 'https://api.aimlapi.com' },
  { name: 'fal', keyVariable: 'FAL_API_KEY', baseUrl: 'https://queue.fal.run' },
];
