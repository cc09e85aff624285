import { expect, test } from 'vitest';
import type { Pixels } from '../../src/media/pixels.ts';
import type { Plane } from '../../src/media/ssim.ts';
import { ssim } from '../../src/media/ssim.ts';
import { toSimilarity } from '../../src/media/to-similarity.ts';

type Drawing = (x: number, y: number) => number;

const plane = (draw: Drawing, width = 48, height = 32): Plane => ({
  width,
  height,
  data: Float64Array.from({ length: width * height }, (_, index) =>
    draw(index % width, Math.floor(index / width)),
  ),
});
const wave: Drawing = (x, y) => Math.round(128 + 100 * Math.sin(x / 5) * Math.cos(y / 7));
const grey: Drawing = () => 128;
const checks: Drawing = (x, y) => (((x >> 2) + (y >> 2)) % 2 ? 200 : 50);

// What ssim.js 3.5.0 says of the same planes, by its "original" algorithm without downsampling.
const known: readonly (readonly [string, Drawing, number])[] = [
  ['itself', wave, 1],
  ['itself, one pixel aside', (x, y) => wave(x + 1, y), 0.9656023676148869],
  ['itself, brighter', (x, y) => Math.min(255, wave(x, y) + 20), 0.9802984545226011],
  ['its negative', (x, y) => 255 - wave(x, y), -0.6035039474160113],
  ['plain grey', grey, 0.1742152293402162],
  ['a chessboard', checks, 0.010928849938550065],
];

test.each(known)('a picture against %s has the figure of the standard', (_what, draw, figure) => {
  expect(ssim(plane(wave), plane(draw))).toBeCloseTo(figure, 10);
});

test.each(known)('the figure against %s is the same both ways', (_what, draw) => {
  expect(ssim(plane(draw), plane(wave))).toBeCloseTo(ssim(plane(wave), plane(draw)), 12);
});

test.each([
  ['grey against the same grey', 128, 128, 1],
  ['grey against another', 100, 150, 0.923],
  ['black against white', 0, 255, 0.0001],
  ['black against black', 0, 0, 1],
])('%s is compared by brightness alone', (_what, one, other, figure) => {
  expect(
    ssim(
      plane(() => one),
      plane(() => other),
    ),
  ).toBeCloseTo(figure, 3);
});

test.each([
  [1, 1],
  [3, 20],
  [10, 10],
])('a picture of %i×%i is compared in a smaller window', (width, height) => {
  expect(ssim(plane(wave, width, height), plane(wave, width, height))).toBeCloseTo(1, 10);
});

test('pictures of two sizes are refused', () => {
  expect(() => ssim(plane(wave, 48, 32), plane(wave, 32, 48))).toThrow(
    new RangeError('The pictures are 48×32 and 32×48 pixels: expected one size above 0.'),
  );
});

const pixels = (red: Drawing, green: Drawing, blue: Drawing, width = 48, height = 32): Pixels => ({
  width,
  height,
  channels: 3,
  data: Uint8Array.from({ length: width * height * 3 }, (_, index) => {
    const pixel = Math.floor(index / 3);
    const draw = [red, green, blue][index % 3] ?? grey;
    return draw(pixel % width, Math.floor(pixel / width));
  }),
});

test('a wrong colour of the same brightness is seen', () => {
  const one = pixels(
    () => 255,
    () => 0,
    () => 0,
  );
  const other = pixels(
    () => 0,
    () => 130,
    () => 0,
  );
  expect(toSimilarity(one, other)).toBeLessThan(0.4);
});

test('grain that a viewer of a large picture does not see hardly counts', () => {
  const shade: Drawing = (x) => 60 + (x >> 3);
  const grain: Drawing = (x, y) => shade(x, y) + ((x + y) % 2 ? 12 : -12);
  const smooth = pixels(shade, shade, shade, 640, 512);
  const grainy = pixels(grain, grain, grain, 640, 512);
  expect(toSimilarity(smooth, grainy)).toBeGreaterThan(0.95);
});
