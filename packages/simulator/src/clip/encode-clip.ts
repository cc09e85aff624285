import h264 from 'h264-mp4-encoder';
import { labelScene } from './label-scene.ts';
import { moveCamera } from './move-camera.ts';
import type { ClipSpec } from './render-clip.ts';
import { toPicture } from './to-picture.ts';

/** Decodes the frames, draws every picture in between and encodes them; blocks, so only in a worker. */
export async function encodeClip(spec: ClipSpec): Promise<Uint8Array<ArrayBuffer>> {
  const { durationSeconds, width, height, framesPerSecond = 24 } = spec;
  const size = { width, height };
  const { first, last } = await toEnds(spec);
  // Two at least: one is the start frame, the other the end frame.
  const count = Math.max(2, Math.round(durationSeconds * framesPerSecond));

  const encoder = await h264.createH264MP4Encoder();
  encoder.width = width;
  encoder.height = height;
  encoder.frameRate = framesPerSecond;
  encoder.quantizationParameter = 22;
  encoder.speed = 10;
  // A key frame every second keeps the clip seekable.
  encoder.groupOfPictures = framesPerSecond;
  encoder.initialize();
  for (let index = 0; index < count; index++) {
    const progress = index / (count - 1);
    encoder.addFrameYuv(moveCamera(crossFade(first, last, progress), size, progress));
  }
  encoder.finalize();
  const clip = Uint8Array.from(encoder.FS.readFile(encoder.outputFilename));
  encoder.delete();
  return clip;
}

async function toEnds(spec: ClipSpec): Promise<{ first: Uint8Array; last: Uint8Array }> {
  const { startFrame, endFrame, label = '' } = spec;
  const start = startFrame && { image: startFrame, name: 'start frame' };
  const end = endFrame && { image: endFrame, name: 'end frame' };
  const scene = (time: 'dusk' | 'dawn') => ({ image: labelScene(label, time), name: 'scene' });
  return {
    first: await toPicture(start ?? end ?? scene('dusk'), spec),
    last: await toPicture(end ?? start ?? scene('dawn'), spec),
  };
}

function crossFade(first: Uint8Array, last: Uint8Array, progress: number): Uint8Array {
  const weight = Math.round(256 * progress * progress * (3 - 2 * progress));
  const faded = new Uint8Array(first.length);
  for (let index = 0; index < faded.length; index++) {
    const from = first[index] ?? 0;
    faded[index] = from + ((((last[index] ?? 0) - from) * weight) >> 8);
  }
  return faded;
}
