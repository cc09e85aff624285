import sharp from 'sharp';
import { expect, test } from 'vitest';
import { imageSize } from './image-size.ts';

const picture = sharp({
  create: { width: 33, height: 18, channels: 4, background: { r: 9, g: 9, b: 9, alpha: 0.5 } },
});

test.each([
  ['PNG', () => picture.clone().png(), 'image/png'],
  ['JPEG', () => picture.clone().jpeg(), 'image/jpeg'],
  ['progressive JPEG', () => picture.clone().jpeg({ progressive: true }), 'image/jpeg'],
  ['JPEG with metadata', () => picture.clone().jpeg().withMetadata(), 'image/jpeg'],
  ['lossy WebP', () => picture.clone().removeAlpha().webp(), 'image/webp'],
  ['lossy WebP with alpha', () => picture.clone().webp(), 'image/webp'],
  ['lossless WebP', () => picture.clone().webp({ lossless: true }), 'image/webp'],
])('a %s is known by its own bytes', async (_, encoded, mediaType) => {
  const bytes = await encoded().toBuffer();
  expect(imageSize(bytes)).toEqual({ mediaType, width: 33, height: 18 });
});

test.each([
  ['nothing', new Uint8Array()],
  ['text', new TextEncoder().encode('<svg xmlns="http://www.w3.org/2000/svg"></svg>')],
  ['a PNG that ends after its name', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
  ['a JPEG without a frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, 0xd9)],
  ['a GIF', new TextEncoder().encode('GIF89a..........................')],
])('%s is no image', (_, bytes) => {
  expect(imageSize(bytes)).toBeUndefined();
});
