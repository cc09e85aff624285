import type { Pixels } from './pixels.ts';
import type { Plane } from './ssim.ts';
import { ssim } from './ssim.ts';

/** Pixels of the short side to which pictures are averaged down, as the authors of SSIM advise. */
const viewedSide = 256;
/** Video keeps colour at half its resolution; what lies below is the codec's and not the vendor's. */
const colourStep = 2;

/**
 * How close two pictures of one size are, from -1 to 1; 1 is the same picture. Symmetric.
 *
 * The mean of the structural similarity of red, green and blue: of brightness alone it would hardly
 * notice a wrong colour. Before, squares of pixels are averaged, of 2×2 at least and of as many as
 * leave a short side of about 256: what counts is what a viewer sees, not the grain.
 */
export function toSimilarity(a: Pixels, b: Pixels): number {
  const shortSide = Math.min(a.width, a.height);
  const step = Math.min(shortSide, Math.max(colourStep, Math.round(shortSide / viewedSide)));
  const similarities = [0, 1, 2].map((channel) =>
    ssim(toPlane(a, channel, step), toPlane(b, channel, step)),
  );
  return similarities.reduce((sum, similarity) => sum + similarity, 0) / similarities.length;
}

/** The means of a channel's squares; what is left at the right and at the bottom is dropped. */
function toPlane(picture: Pixels, channel: number, step: number): Plane {
  const width = Math.floor(picture.width / step);
  const height = Math.floor(picture.height / step);
  const data = new Float64Array(width * height);
  for (let y = 0; y < height * step; y += 1) {
    const row = Math.floor(y / step) * width;
    for (let x = 0; x < width * step; x += 1) {
      const target = row + Math.floor(x / step);
      const at = (y * picture.width + x) * picture.channels + channel;
      data[target] = (data[target] ?? 0) + (picture.data[at] ?? 0) / step ** 2;
    }
  }
  return { width, height, data };
}
