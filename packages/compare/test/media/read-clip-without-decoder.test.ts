import { stat, truncate } from 'node:fs/promises';
import { expect, test } from 'vitest';
import type { Decode } from '../../src/media/decoding.ts';
import { loadPictureTool } from '../../src/media/draw-pictures.ts';
import { measureFidelityWith } from '../../src/media/measure-fidelity.ts';
import { readClipWith } from '../../src/media/read-clip.ts';
import { drawPicture, temporaryFolder, turnClip, writeClip } from './clips.ts';

const withoutDecoder: Decode = async () => ({ state: 'no-decoder', isInstalled: false });

test('without a decoder a clip plays when all of its frames can be read', async () => {
  const clip = await readClipWith(withoutDecoder, await writeClip(await temporaryFolder()));
  expect(clip).toMatchObject({ plays: true, playsBy: 'reading', durationSeconds: 1 });
});

test('without a decoder a clip that ends too early does not play', async () => {
  const folder = await temporaryFolder();
  const path = await turnClip(await writeClip(folder), 0);
  await truncate(path, Math.round((await stat(path)).size / 2));
  const clip = await readClipWith(withoutDecoder, path);
  expect(clip).toMatchObject({
    plays: false,
    problem: expect.stringMatching(/^It is cut short/),
  });
});

test('without a decoder no frame is compared, and what to install is said', async () => {
  const folder = await temporaryFolder();
  const clipPath = await writeClip(folder);
  const startFrame = { bytes: await drawPicture('red', 'blue'), mediaType: 'image/png' };
  const tools = { decode: withoutDecoder, loadPictureTool };
  expect(await measureFidelityWith(tools, { clipPath, startFrame, folder })).toEqual({
    missing: expect.stringContaining('npm install @mediabunny/server'),
  });
});
