import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { decodeInThread } from '../../src/media/decode-in-thread.ts';
import { measureFidelity, measureFidelityWith } from '../../src/media/measure-fidelity.ts';
import { drawPicture, temporaryFolder, turnClip, writeClip, writeHighClip } from './clips.ts';

const warm = await drawPicture('crimson', 'orange');
const cold = await drawPicture('navy', 'lightskyblue');
const mirrored = await sharp(cold).flop().png().toBuffer();
const png = (bytes: Uint8Array) => ({ bytes, mediaType: 'image/png' });

test('a clip that starts and ends on the asked frames is close to them', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder, { startFrame: warm, endFrame: cold });
  const asked = { startFrame: png(warm), endFrame: png(cold) };
  const { start, end, missing } = await measureFidelity({ clipPath, ...asked, folder });
  expect(start?.ssim).toBeGreaterThan(0.95);
  expect(end?.ssim).toBeGreaterThan(0.95);
  expect(missing).toBeUndefined();
});

test.each([
  ['other colours', cold, 0.7],
  ['other colours and shapes', mirrored, 0.5],
])('a frame with %s is clearly further away', async (_what, picture, below) => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder, { startFrame: warm, endFrame: cold });
  const { start } = await measureFidelity({ clipPath, startFrame: png(picture), folder });
  expect(start?.ssim).toBeLessThan(below);
});

test.each(['startFrame', 'endFrame'] as const)('%s alone is compared alone', async (name) => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder, { [name]: warm });
  const fidelity = await measureFidelity({ clipPath, [name]: png(warm), folder });
  expect(Object.keys(fidelity)).toEqual([name.replace('Frame', '')]);
});

test('without an asked frame there is nothing to compare', async () => {
  const folder = await temporaryFolder();
  expect(await measureFidelity({ clipPath: join(folder, 'none.mp4'), folder })).toEqual({});
});

test('both pictures are kept under their hashes, the asked one as it was given', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder, { startFrame: warm });
  const bytes = await drawPicture('crimson', 'orange', { type: 'jpeg' });
  const startFrame = { bytes, mediaType: 'image/jpeg' };
  const { start } = await measureFidelity({ clipPath, startFrame, folder });
  const hash = createHash('sha256').update(bytes).digest('hex');
  expect(start?.asked).toBe(`frames/${hash}.jpg`);
  expect(await readFile(join(folder, `frames/${hash}.jpg`))).toEqual(Buffer.from(bytes));
  const got = await sharp(join(folder, start?.got ?? '')).metadata();
  expect(got).toMatchObject({ format: 'png', width: 320, height: 180, hasAlpha: false });
  expect((await readdir(join(folder, 'frames'))).toSorted()).toEqual(
    [start?.asked, start?.got].map((file) => file?.replace('frames/', '')).toSorted(),
  );
});

test('a picture that not every browser shows is kept as a PNG', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder, { startFrame: warm });
  const bytes = await drawPicture('crimson', 'orange', { type: 'webp' });
  const startFrame = { bytes, mediaType: 'image/webp' };
  const { start } = await measureFidelity({ clipPath, startFrame, folder });
  expect((await sharp(join(folder, start?.asked ?? '')).metadata()).format).toBe('png');
});

test('a picture of another ratio is cropped evenly, as vendors do', async () => {
  const folder = await temporaryFolder();
  const square = await drawPicture('crimson', 'orange', { width: 400, height: 400 });
  const clipPath = await writeClip(folder, { startFrame: square });
  const { start } = await measureFidelity({ clipPath, startFrame: png(square), folder });
  expect(start?.ssim).toBeGreaterThan(0.95);
});

test('a clip that the player turns is compared as it is shown', async () => {
  const folder = await temporaryFolder();
  const clipPath = await turnClip(await writeClip(folder, { startFrame: warm }), 90);
  const turned = await sharp(warm).rotate(90).png().toBuffer();
  const { start } = await measureFidelity({ clipPath, startFrame: png(turned), folder });
  expect(start?.ssim).toBeGreaterThan(0.95);
  const got = await sharp(join(folder, start?.got ?? '')).metadata();
  expect([got.width, got.height]).toEqual([180, 320]);
});

test('frames of H.264 High are decoded', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeHighClip(folder);
  const { start, end } = await measureFidelity({
    clipPath,
    startFrame: png(warm),
    endFrame: png(warm),
    folder,
  });
  expect([typeof start?.ssim, typeof end?.ssim]).toEqual(['number', 'number']);
});

test('an asked frame that is no picture is missing, and the other one is compared', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder, { endFrame: warm });
  const startFrame = png(Buffer.from('not a picture'));
  const fidelity = await measureFidelity({ clipPath, startFrame, endFrame: png(warm), folder });
  expect(Object.keys(fidelity)).toEqual(['end', 'missing']);
  expect(fidelity.missing).toBe('The asked start frame is no readable picture.');
});

test('a clip that is no video gives no figure, and says so', async () => {
  const folder = await temporaryFolder();
  const clipPath = join(folder, 'clip.mp4');
  await writeFile(clipPath, '<html>gone</html>');
  const fidelity = await measureFidelity({ clipPath, startFrame: png(warm), folder });
  expect(Object.keys(fidelity)).toEqual(['missing']);
  expect(fidelity.missing).toMatch(/^No frame could be decoded: /);
});

test('without sharp no frame is compared, and what to install is said', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder);
  const tools = { decode: decodeInThread, loadPictureTool: async () => undefined };
  expect(await measureFidelityWith(tools, { clipPath, startFrame: png(warm), folder })).toEqual({
    missing: expect.stringContaining('npm install sharp'),
  });
});

test('a missing clip is the system’s error', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder);
  await rm(clipPath);
  await expect(measureFidelity({ clipPath, startFrame: png(warm), folder })).rejects.toMatchObject({
    code: 'ENOENT',
  });
});
