import type { InputVideoTrack, VideoSample } from 'mediabunny';
import { VideoSampleSink } from 'mediabunny';
import { ClipError } from './clip-error.ts';
import type { DecodedFrame, Ends } from './decoding.ts';

/**
 * Decodes the first and the last frame that a player shows, whichever is wanted.
 *
 * @throws {ClipError} when there is no such frame
 * @throws whatever the decoder throws at a broken file
 */
export async function decodeEnds(
  track: InputVideoTrack,
  wanted: { readonly start: boolean; readonly end: boolean },
): Promise<Ends<DecodedFrame>> {
  const sink = new VideoSampleSink(track);
  const startsAt = Math.max(0, await track.getFirstTimestamp());
  const decode = async (at: number): Promise<DecodedFrame> => {
    using sample = await sink.getSample(at);
    if (sample === null) throw new ClipError('A frame could not be decoded.');
    return await toFrame(sample);
  };
  return {
    start: wanted.start ? await decode(startsAt) : undefined,
    end: wanted.end ? await decode(Number.POSITIVE_INFINITY) : undefined,
  };
}

async function toFrame(sample: VideoSample): Promise<DecodedFrame> {
  const { width, height } = sample.visibleRect;
  const data = new Uint8Array(width * height * 4);
  // In a variable, because the type of the options is older than their `format`.
  const layout = { format: 'RGBA', layout: [{ offset: 0, stride: width * 4 }] };
  await sample.copyTo(data, layout);
  return {
    data,
    channels: 4,
    width,
    height,
    rotation: sample.rotation,
    isMirrored: sample.flip,
    shown: { width: sample.displayWidth, height: sample.displayHeight },
  };
}
