import type Sharp from 'sharp';
import type { DecodedFrame } from './decoding.ts';
import type { Pixels } from './pixels.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Sizes, turns and encodes pictures. */
export interface PictureTool {
  /** The frame as it is shown, as pixels and as a PNG. */
  show(frame: DecodedFrame): Promise<{ readonly pixels: Pixels; readonly png: Uint8Array }>;
  /**
   * An encoded picture at a size: scaled to cover it and cropped evenly at both sides, which is
   * what a vendor does that puts a picture into a video of another ratio.
   *
   * @throws when the bytes are no picture
   */
  cover(picture: Uint8Array, size: Size): Promise<Pixels>;
  /** @throws when the bytes are no picture */
  toPng(picture: Uint8Array): Promise<Uint8Array>;
}

/** Loads sharp where it is installed. */
export async function loadPictureTool(): Promise<PictureTool | undefined> {
  try {
    const { default: sharp } = await import('sharp');
    return createPictureTool(sharp);
  } catch {
    // Not installed, or without a build for this machine.
    return undefined;
  }
}

function createPictureTool(sharp: typeof Sharp): PictureTool {
  return {
    async show({ data, width, height, channels, rotation, isMirrored, shown }) {
      const turned = await sharp(data, { raw: { width, height, channels } })
        .rotate(rotation)
        .removeAlpha()
        .raw()
        .toBuffer();
      const lies = rotation % 180 !== 0;
      const raw = {
        width: lies ? height : width,
        height: lies ? width : height,
        channels: 3,
      } as const;
      const upright = sharp(turned, { raw })
        .flop(isMirrored)
        // Pixels need not be square.
        .resize(shown.width, shown.height, { fit: 'fill' });
      const rgb = await upright.clone().raw().toBuffer();
      return {
        pixels: { ...shown, channels: 3, data: rgb },
        png: await upright.png().toBuffer(),
      };
    },
    async cover(picture, { width, height }) {
      const data = await sharp(picture)
        .autoOrient()
        .resize(width, height, { fit: 'cover' })
        .flatten()
        .toColourspace('srgb')
        .raw({ depth: 'uchar' })
        .toBuffer();
      return { width, height, channels: 3, data };
    },
    async toPng(picture) {
      return await sharp(picture).autoOrient().png().toBuffer();
    },
  };
}
