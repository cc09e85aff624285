import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gateway } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { Clip, Fidelity, Sample } from '../comparison-run.ts';
import type { AskedFrames } from './prepare-requests.ts';

/** How files are measured. */
export interface MediaMeasures {
  /** Reads what a file is like. A file that is no video is an answer, not an error. */
  readonly readClip: (path: string) => Promise<Omit<Clip, 'file'>>;
  /** Compares the first and the last frame with what was asked, and keeps the pictures. */
  readonly measureFidelity: (options: FidelityOptions) => Promise<Fidelity>;
}

export interface FidelityOptions {
  readonly clipPath: string;
  readonly startFrame?: FrameBytes;
  readonly endFrame?: FrameBytes;
  /** The run's folder. */
  readonly folder: string;
}

export interface FrameBytes {
  readonly bytes: Uint8Array;
  readonly mediaType: string;
}

export interface KeepClipContext {
  readonly gateway: Pick<Gateway, 'video'>;
  readonly folder: string;
  readonly measures: Pick<MediaMeasures, 'readClip'>;
  readonly signal: AbortSignal;
}

/** What came of a sample's file: it, or why there is none. */
export type KeptClip = Pick<Sample, 'clip' | 'code' | 'message'>;

/**
 * Copies a finished video into the run's folder under its hash, and reads what it is like. Never
 * throws: an expired link or a file that is no video is part of what a comparison finds out.
 */
export async function keepClip(jobId: string, context: KeepClipContext): Promise<KeptClip> {
  const { gateway, folder, measures, signal } = context;
  const part = join(folder, 'clips', `${jobId}.download`);
  try {
    const video = await gateway.video(jobId);
    const { sha256 } = await video.save(part, { signal });
    const file = `clips/${sha256}.mp4`;
    const path = join(folder, file);
    await rename(part, path);
    return { clip: { file, ...(await measures.readClip(path)) } };
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    if (VideoGatewayError.isInstance(error)) return { code: error.code, message: error.message };
    const why = error instanceof Error ? error.message : String(error);
    return { code: 'archive-failed', message: `The video could not be kept: ${why}` };
  }
}

/** Compares a sample's frames with what was asked; nothing where no frames were, or no clip plays. */
export async function measureFrames(
  { clip }: Pick<Sample, 'clip'>,
  frames: AskedFrames,
  { folder, measures }: { folder: string; measures: Pick<MediaMeasures, 'measureFidelity'> },
): Promise<Fidelity | undefined> {
  if (clip === undefined || !clip.plays) return undefined;
  const { start, end } = frames;
  if (start === undefined && end === undefined) return undefined;
  try {
    return await measures.measureFidelity({
      clipPath: join(folder, clip.file),
      folder,
      ...(start && { startFrame: start }),
      ...(end && { endFrame: end }),
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { missing: `It could not be computed: ${why}` };
  }
}
