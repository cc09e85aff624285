export { archiveToDirectory } from './archive-to-directory.ts';
export type { AssetOptions, AssetProgress } from './asset-options.ts';
export type { DownloadSettings } from './download-settings.ts';
export type { GuardedFetch, GuardedFetchOptions, GuardedResponse } from './guarded-fetch.ts';
export { createGuardedFetch } from './guarded-fetch.ts';
export { readAsset } from './read-asset.ts';
export type { SavedAsset } from './save-asset.ts';
export { saveAsset } from './save-asset.ts';
export { streamAsset } from './stream-asset.ts';
