import type { DownloadSettings } from './download/download-settings.ts';
import type { GuardedFetch } from './download/guarded-fetch.ts';

/** How results are downloaded. */
export interface ResultDownloadSettings extends DownloadSettings {
  /** Replaces the guarded fetch, with all its checks; for tests and for an egress proxy. */
  readonly fetch?: GuardedFetch | undefined;
}

/** The fetch for results. Its code is loaded only when a file is wanted: planning needs no HTTPS. */
export async function loadResultFetch(settings: ResultDownloadSettings): Promise<GuardedFetch> {
  if (settings.fetch !== undefined) return settings.fetch;
  const { createGuardedFetch } = await import('./download/index.ts');
  return createGuardedFetch(settings);
}
