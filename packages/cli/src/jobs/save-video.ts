import type { Gateway, Job } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { Progress } from '../output/progress.ts';
import type { Session } from '../session.ts';
import { howToGoOn } from './how-to-go-on.ts';

/** A video on the disk. */
export interface SavedVideo {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly mediaType: string;
}

export interface SaveVideoContext {
  readonly gateway: Gateway;
  readonly session: Session;
  readonly progress: Progress;
  readonly signal: AbortSignal;
}

/** A canceled job has one too, where its vendor could not be stopped. */
export function hasVideo(job: Job): boolean {
  return job.assets.length > 0 && job.attempts.some(({ state }) => state === 'succeeded');
}

/** Saves a job's video. @throws {VideoGatewayError} that says how to try again */
export async function saveVideo(
  job: Job,
  path: string,
  { gateway, session, progress, signal }: SaveVideoContext,
): Promise<SavedVideo> {
  progress.status('downloading');
  try {
    const video = await gateway.video(job.id);
    return await video.save(path, { signal });
  } catch (error) {
    if (signal.aborted || !VideoGatewayError.isInstance(error)) throw error;
    const again = howToGoOn(job.id, session.flags, path);
    throw new VideoGatewayError({
      ...error.toJSON(),
      // Whatever is wrong with the file, the request was right and the video is paid for.
      code: error.code === 'asset-expired' ? error.code : 'archive-failed',
      jobId: job.id,
      message: `${error.message} The video of job ${job.id} is made and still at its vendor; try again with: ${again}`,
    });
  }
}
