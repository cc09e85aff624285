import { execFile } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { promisify } from 'node:util';
import { EncodedPacketSink } from 'mediabunny';
import type { Sharp } from 'sharp';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import type { ClipSpec } from '../src/clip/render-clip.ts';
import { renderClip } from '../src/clip/render-clip.ts';
import { decodeClip, difference, openTrack } from './decode-clip.ts';

const size = { width: 64, height: 48 };
const red = await picture('crimson', 'orange').png().toBuffer();
const blue = await picture('navy', 'lightskyblue').png().toBuffer();

test.each<ClipSpec>([
  { durationSeconds: 5, width: 320, height: 180, startFrame: red, endFrame: blue },
  { durationSeconds: 10, ...size },
  { durationSeconds: 0.01, ...size },
  { durationSeconds: 2.53, ...size, framesPerSecond: 10 },
])('a clip has the length and size that were asked for %#', async (spec) => {
  const { durationSeconds, width, height, framesPerSecond = 24 } = spec;
  const track = await openTrack(await renderClip(spec));
  const frames = Math.max(2, Math.round(durationSeconds * framesPerSecond));

  expect(await track.getCodec()).toBe('avc');
  expect([await track.getCodedWidth(), await track.getCodedHeight()]).toEqual([width, height]);
  expect(await track.computeDuration()).toBeCloseTo(frames / framesPerSecond, 3);
  expect((await track.computePacketStats()).packetCount).toBe(frames);
  expect((await new EncodedPacketSink(track).getFirstPacket())?.type).toBe('key');
});

const formats: [string, (image: Sharp) => Sharp][] = [
  ['PNG', (image) => image.png()],
  ['JPEG', (image) => image.jpeg()],
  ['WebP', (image) => image.webp()],
  ['greyscale', (image) => image.greyscale().png()],
];

test.each(formats)('a clip starts and ends on its frames: %s', async (_, encode) => {
  const startFrame = await encode(picture('crimson', 'orange')).toBuffer();
  const endFrame = await encode(picture('navy', 'lightskyblue')).toBuffer();
  const shown = await decodeClip(
    await renderClip({ durationSeconds: 1, ...size, startFrame, endFrame }),
  );

  expect(await difference(shown.at(0), startFrame)).toBeLessThan(3);
  expect(await difference(shown.at(-1), endFrame)).toBeLessThan(3);
  const apart = await difference(shown.at(0), endFrame);
  expect(apart).toBeGreaterThan(20);
  for (const frame of [startFrame, endFrame]) {
    const middle = await difference(shown.at(12), frame);
    expect(middle).toBeGreaterThan(apart / 4);
    expect(middle).toBeLessThan(apart * 0.9);
  }
});

test.each([{ startFrame: red }, { endFrame: red }])(
  'a single frame is where the clip starts and ends, moving in between %#',
  async (frame) => {
    const shown = await decodeClip(await renderClip({ durationSeconds: 1, ...size, ...frame }));

    expect(await difference(shown.at(0), red)).toBeLessThan(3);
    expect(await difference(shown.at(-1), red)).toBeLessThan(3);
    expect(await difference(shown.at(12), red)).toBeGreaterThan(4);
  },
);

test('without frames the label decides a picture that moves', async () => {
  const render = async (label: string) =>
    await decodeClip(await renderClip({ durationSeconds: 1, ...size, label }));
  const [cat, again, dog] = await Promise.all([render('cat'), render('cat'), render('dog')]);

  expect(again).toEqual(cat);
  expect(dog.at(0)).not.toEqual(cat.at(0));
  const changes = cat
    .slice(1)
    .filter((image, index) => !image.rgb.equals((cat[index] ?? image).rgb));
  expect(changes.length).toBe(23);
});

const broken = Buffer.from('not an image');

test.each([
  [{ startFrame: broken, endFrame: red }, /^The start frame cannot be decoded: /],
  [{ startFrame: red, endFrame: broken }, /^The end frame cannot be decoded: /],
  [{ startFrame: red.subarray(0, 100) }, /^The start frame cannot be decoded: /],
])('a frame that cannot be decoded is named %#', async (frames, message) => {
  await expect(renderClip({ durationSeconds: 1, ...size, ...frames })).rejects.toThrow(message);
});

test.each([
  [{ width: 63 }, 'width'],
  [{ height: 0 }, 'height'],
  [{ durationSeconds: 0 }, 'durationSeconds'],
  [{ durationSeconds: Number.NaN }, 'durationSeconds'],
  [{ framesPerSecond: 23.976 }, 'framesPerSecond'],
])('a number outside its range is refused: %o', async (wrong, name) => {
  const rendering = renderClip({ durationSeconds: 1, ...size, ...wrong });
  await expect(rendering).rejects.toThrow(RangeError);
  await expect(rendering).rejects.toThrow(name);
});

test('the event loop stays free while a clip is encoded', async () => {
  const before = performance.eventLoopUtilization();
  await renderClip({ durationSeconds: 5, width: 320, height: 180 });
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

test('more clips than cores are all answered, broken ones among them', async () => {
  const specs = Array.from({ length: 8 }, (_, index) => ({
    durationSeconds: 1,
    ...size,
    startFrame: index % 2 === 0 ? red : broken,
  }));
  const answers = await Promise.allSettled(specs.map(renderClip));
  expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(4);
});

test('plain Node renders from the sources, and ends when the clip is done', async () => {
  const source = new URL('../src/clip/render-clip.ts', import.meta.url).href;
  const script = `
    const { renderClip } = await import(${JSON.stringify(source)});
    const clip = await renderClip({ durationSeconds: 1, width: 64, height: 48 });
    console.log(Buffer.from(clip).toString('latin1', 4, 8));`;
  const argv = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 20_000 });
  expect(stdout.trim()).toBe('ftyp');
});

/** A frame of another shape than the clip's, so that cropping shows, and with an edge, so that moving does. */
function picture(left: string, right: string): Sharp {
  return sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="320" height="320">
      <linearGradient id="fill"><stop stop-color="${left}"/><stop offset="1" stop-color="${right}"/></linearGradient>
      <rect width="320" height="320" fill="url(#fill)"/>
      <rect x="40" y="70" width="90" height="90" fill="white"/>
      <rect x="190" y="150" width="90" height="90" fill="black"/>
    </svg>`),
  );
}
