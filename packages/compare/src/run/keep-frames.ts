import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GatewaySettings, Media } from '@vidgate/core';
import { parseVideoRequest } from '@vidgate/core';
import { createGuardedFetch, readAsset } from '@vidgate/core/download';
import type { ComparedRequest } from '../comparison-run.ts';
import type { AskedFrames, PreparedRequest } from './prepare-requests.ts';
import { toFrameFile } from './prepare-requests.ts';
import { writeWhole } from './run-folder.ts';

/** A request whose frames are kept with the run, as far as they could be read. */
export interface KeptRequest {
  readonly compared: ComparedRequest;
  readonly frames: AskedFrames;
}

export interface KeepFramesOptions {
  readonly folder: string;
  /** How addresses of frames may be read. */
  readonly download: GatewaySettings['download'];
  readonly signal: AbortSignal;
  /** The same request as it was kept before, where the run goes on. */
  readonly earlier?: ComparedRequest | undefined;
}

/**
 * Puts the asked frames of a request into the run's folder, so that a report can show them beside what
 * came back. An address that cannot be read from here is passed on all the same: its vendor may.
 *
 * @throws {VideoGatewayError} `configuration` where the folder cannot be written to
 */
export async function keepFrames(
  { compared, frames }: PreparedRequest,
  options: KeepFramesOptions,
): Promise<KeptRequest> {
  const { earlier } = options;
  const start =
    frames.start ?? (await readFrame(compared.startFrame, earlier?.startFrame, options));
  const end = frames.end ?? (await readFrame(compared.endFrame, earlier?.endFrame, options));
  for (const media of [start, end]) {
    if (media !== undefined) {
      await writeWhole(join(options.folder, toFrameFile(media)), media.bytes);
    }
  }
  return {
    frames: { start, end },
    compared: {
      ...compared,
      ...(compared.startFrame && { startFrame: withFile(compared.startFrame, start) }),
      ...(compared.endFrame && { endFrame: withFile(compared.endFrame, end) }),
    },
  };
}

type AskedFrame = NonNullable<ComparedRequest['startFrame']>;

function withFile(frame: AskedFrame, media: Media | undefined): AskedFrame {
  return media === undefined ? frame : { ...frame, file: toFrameFile(media) };
}

/** Far beyond what any vendor takes as a picture. */
const maxBytes = 64 * 1024 * 1024;

/** The bytes of a frame that was given as an address; nothing where it cannot be read. */
async function readFrame(
  frame: AskedFrame | undefined,
  earlier: AskedFrame | undefined,
  { folder, download = {}, signal }: KeepFramesOptions,
): Promise<Media | undefined> {
  if (frame?.url === undefined) return undefined;
  try {
    const bytes =
      earlier?.file === undefined
        ? await readAsset(frame.url, {
            fetch: download.fetch ?? createGuardedFetch(download),
            expect: 'any',
            maxBytes,
            signal,
          })
        : await readFile(join(folder, earlier.file));
    return await toMedia(bytes);
  } catch {
    return undefined;
  }
}

/** Core tells the type of a picture by its bytes, and only as part of a request. */
async function toMedia(bytes: Uint8Array): Promise<Media | undefined> {
  const { media } = await parseVideoRequest({ prompt: 'a frame', startFrame: bytes });
  return media[0];
}
