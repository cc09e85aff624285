import type { InputVideoTrack } from 'mediabunny';
import { UnsupportedInputFormatError } from 'mediabunny';
import type { Clip } from '../comparison-run.ts';
import { ClipError, toProblem } from './clip-error.ts';
import { decodeInThread } from './decode-in-thread.ts';
import type { Decode } from './decoding.ts';
import { describeStart } from './describe-start.ts';
import { hashFile } from './hash-file.ts';
import { openVideo } from './open-video.ts';
import type { PacketFigures } from './walk-packets.ts';
import { readPackets, walkIndex } from './walk-packets.ts';

type ClipFacts = Omit<Clip, 'file'>;
type Shape = Pick<ClipFacts, 'durationSeconds' | 'frameRate' | 'width' | 'height' | 'codec'>;

/** Pixels; twice what 8K has. A decoder takes memory by what the file claims. */
const maxPixels = 2 * 7680 * 4320;

/** A decoder may round times to its own clock. */
const clockStepSeconds = 0.001;

/**
 * Says what a file is: its size and hash, and if it is a video, how long, large and fast, and whether
 * it plays. It is read piece by piece.
 *
 * `plays` rests on decoding all frames where `@mediabunny/server` is installed, else on reading the
 * bytes of all frames that the index names; `playsBy` says which. A file that is no video, or a
 * broken one, is an answer with `plays: false` and a `problem`, and with as much else as was found.
 *
 * @throws the system's error where the file cannot be read: it is missing, a folder, or forbidden
 */
export async function readClip(path: string): Promise<ClipFacts> {
  return await readClipWith(decodeInThread, path);
}

/** The same with another decoder, or with none. */
export async function readClipWith(decode: Decode, path: string): Promise<ClipFacts> {
  const identity = await hashFile(path);
  if (identity.bytes === 0) return { ...identity, plays: false, problem: 'The file is empty.' };
  let shape: Shape = {};
  try {
    using video = openVideo(path);
    const track = await video.track();
    shape = await readShape(track);
    const figures = await walkIndex(track, identity.bytes);
    shape = { ...shape, ...toTiming(figures) };
    const playsBy = await play(path, track, figures, decode);
    return { ...identity, ...shape, plays: true, playsBy };
  } catch (error) {
    const isForeign = error instanceof UnsupportedInputFormatError;
    const problem = isForeign ? await describeStart(path) : toProblem(error);
    return { ...identity, ...shape, plays: false, problem };
  }
}

async function readShape(track: InputVideoTrack): Promise<Shape> {
  const codec = (await track.getCodec()) ?? undefined;
  const width = Math.round(await track.getDisplayWidth());
  const height = Math.round(await track.getDisplayHeight());
  if (codec === undefined) throw new ClipError('Its codec is not known here.');
  const pixels = (await track.getCodedWidth()) * (await track.getCodedHeight());
  if (!(pixels > 0 && pixels <= maxPixels)) {
    throw new ClipError(`It claims a picture of ${width}×${height} pixels.`);
  }
  return { width, height, codec };
}

function toTiming({ count, startsAt, endsAt }: PacketFigures): Shape {
  const durationSeconds = endsAt - startsAt;
  if (!(durationSeconds > 0)) throw new ClipError('It has no length.');
  // Three decimals tell 23.976 from 24; more would be noise of the container's clock.
  const frameRate = Math.round((count / durationSeconds) * 1000) / 1000;
  return { durationSeconds: Math.round(durationSeconds * 1e6) / 1e6, frameRate };
}

async function play(
  path: string,
  track: InputVideoTrack,
  figures: PacketFigures,
  decode: Decode,
): Promise<NonNullable<ClipFacts['playsBy']>> {
  const decoding = await decode({ path, what: 'all' });
  switch (decoding.state) {
    case 'broken':
      throw new ClipError(decoding.problem);
    case 'all':
      if (decoding.lastFrameAt < figures.lastFrameAt - clockStepSeconds) {
        throw new ClipError(`Only ${decoding.count} of ${figures.count} frames can be decoded.`);
      }
      return 'decoding';
    default:
      await readPackets(track, figures);
      return 'reading';
  }
}
