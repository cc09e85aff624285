import sharp from 'sharp';

/** Pixels; both even, since colour has half the resolution. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Decodes an image, crops it to cover the size and returns it as the encoder wants it: planar 4:2:0,
 * luma first.
 */
export async function toPicture(
  { image, name }: { image: Uint8Array; name: string },
  { width, height }: PictureSize,
): Promise<Uint8Array> {
  try {
    const rgb = await sharp(image)
      .autoOrient()
      .resize(width, height, { fit: 'cover' })
      .flatten()
      .toColourspace('srgb')
      .raw({ depth: 'uchar' })
      .toBuffer();
    return toPlanes(rgb, { width, height });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`The ${name} cannot be decoded: ${reason}`, { cause: error });
  }
}

/** BT.601 in the limited range: what players assume of a small stream that names no colour space. */
function toPlanes(rgb: Uint8Array, { width, height }: PictureSize): Uint8Array {
  const pixels = width * height;
  const planes = new Uint8Array((pixels * 3) / 2);
  for (let pixel = 0; pixel < pixels; pixel++) {
    const [red = 0, green = 0, blue = 0] = rgb.subarray(pixel * 3, pixel * 3 + 3);
    planes[pixel] = Math.round(16 + 0.2568 * red + 0.5041 * green + 0.0979 * blue);
  }
  let blueAt = pixels;
  let redAt = pixels + pixels / 4;
  for (let y = 0; y < height; y += 2) {
    for (let x = 0; x < width; x += 2) {
      const [red, green, blue] = meanColour(rgb, y * width + x, width);
      planes[blueAt++] = Math.round(128 - 0.1482 * red - 0.291 * green + 0.4392 * blue);
      planes[redAt++] = Math.round(128 + 0.4392 * red - 0.3678 * green - 0.0714 * blue);
    }
  }
  return planes;
}

/** The mean of a square of four pixels, which share one colour in 4:2:0. */
function meanColour(rgb: Uint8Array, corner: number, width: number): [number, number, number] {
  const mean: [number, number, number] = [0, 0, 0];
  for (const pixel of [corner, corner + 1, corner + width, corner + width + 1]) {
    for (const channel of [0, 1, 2] as const) {
      mean[channel] += (rgb[pixel * 3 + channel] ?? 0) / 4;
    }
  }
  return mean;
}
