import type { AssetOptions } from '../download/asset-options.ts';
import type { SavedAsset } from '../download/save-asset.ts';
import type { ResultDownloadSettings } from '../download-results.ts';
import { loadResultFetch } from '../download-results.ts';
import type { Asset, Job } from '../job/job.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';

/** A finished video. Its file still lies at the vendor, and not for ever: save it. */
export interface VideoResult {
  readonly jobId: string;
  readonly job: Job;
  /** The id of the provider that made it. */
  readonly provider: string;
  /** The vendor's address of the first file; may be signed, so treat it as a secret. */
  readonly url: string;
  readonly assets: readonly Asset[];
  readonly cost: Job['cost'];
  /**
   * Streams the video to a file, which appears only when it is complete.
   *
   * @throws {VideoGatewayError} `asset-expired`, `archive-failed`, `aborted`
   */
  save(path: string, options?: ReadOptions): Promise<SavedAsset>;
  /** The video as a stream. @throws {VideoGatewayError} as `save` does */
  stream(options?: ReadOptions): Promise<ReadableStream<Uint8Array>>;
  /** The video in memory, at most 512 MiB. @throws {VideoGatewayError} as `save` does */
  bytes(options?: ReadOptions): Promise<Uint8Array>;
}

/** Options of reading a result. */
export type ReadOptions = Pick<AssetOptions, 'signal' | 'onProgress' | 'maxBytes'>;

type Download = typeof import('../download/index.ts');

export interface VideoResultContext {
  readonly download: ResultDownloadSettings;
  /** Asks the vendor for the file's address anew. */
  readonly refresh: () => Promise<Asset | undefined>;
}

/** @throws {VideoGatewayError} that says why there is no video */
export function createVideoResult(job: Job, context: VideoResultContext): VideoResult {
  const [asset] = job.assets;
  const attempt = job.attempts.findLast(({ state }) => state === 'succeeded');
  if (asset === undefined || attempt === undefined) throw withoutVideo(job);
  const read = async <T>(
    use: (url: string, download: Download, options: AssetOptions) => Promise<T>,
    options: ReadOptions,
  ): Promise<T> => {
    const fetch = await loadResultFetch(context.download);
    const download: Download = await import('../download/index.ts');
    const all = { ...options, fetch };
    try {
      return await use(asset.url, download, all);
    } catch (error) {
      if (!(VideoGatewayError.isInstance(error) && error.code === 'asset-expired')) throw error;
      const fresh = await context.refresh();
      if (fresh === undefined || fresh.url === asset.url) throw error;
      return await use(fresh.url, download, all);
    }
  };
  return {
    jobId: job.id,
    job,
    provider: attempt.provider,
    url: asset.url,
    assets: job.assets,
    cost: job.cost,
    save: (path, options = {}) =>
      read((url, { saveAsset }, all) => saveAsset(url, path, all), options),
    stream: (options = {}) => read((url, { streamAsset }, all) => streamAsset(url, all), options),
    bytes: (options = {}) => read((url, { readAsset }, all) => readAsset(url, all), options),
  };
}

/** The error that says why a job has no video, with its id and its task's. */
export function withoutVideo(job: Job): VideoGatewayError {
  const taskId = job.attempts.at(-1)?.task?.id;
  const about = taskId === undefined ? { jobId: job.id } : { jobId: job.id, taskId };
  switch (job.state) {
    case 'failed':
    case 'held':
      return new VideoGatewayError({ ...job.error, ...about });
    case 'canceled':
      return new VideoGatewayError({
        code: 'aborted',
        message: `Job ${job.id} was canceled.`,
        ...about,
      });
    default:
      return new VideoGatewayError({
        code: 'asset-expired',
        outcome: 'accepted',
        message: `Job ${job.id} is ${job.state} and has no video yet.`,
        ...about,
      });
  }
}
