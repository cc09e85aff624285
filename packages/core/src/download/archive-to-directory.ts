import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { AssetArchive } from '../asset-archive.ts';
import { saveAsset } from './save-asset.ts';

/**
 * Keeps every finished video as `<job id>.mp4` in a folder, which is created where there is none.
 * Further files of a job get a number: `<job id>-2.mp4`.
 */
export function archiveToDirectory(folder: string): AssetArchive {
  return {
    async store({ jobId, index, url }, options) {
      await mkdir(folder, { recursive: true });
      const name = index === 0 ? `${jobId}.mp4` : `${jobId}-${index + 1}.mp4`;
      const { path, bytes, sha256, mediaType } = await saveAsset(url, join(folder, name), options);
      return { location: path, bytes, sha256, mediaType };
    },
  };
}
