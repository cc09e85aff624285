import { createHash } from 'node:crypto';
import { readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readClip } from '../../src/media/read-clip.ts';
import {
  drawPicture,
  patchFile,
  temporaryFolder,
  writeClip,
  writeHighClip,
  writeSound,
} from './clips.ts';

test('a clip is described by its file', async () => {
  const path = await writeClip(await temporaryFolder(), {
    durationSeconds: 2.5,
    framesPerSecond: 12,
  });
  const file = await readFile(path);
  expect(await readClip(path)).toEqual({
    bytes: file.byteLength,
    sha256: createHash('sha256').update(file).digest('hex'),
    durationSeconds: 2.5,
    frameRate: 12,
    width: 320,
    height: 180,
    codec: 'avc',
    plays: true,
    playsBy: 'decoding',
  });
});

test('H.264 High with its index in front plays', async () => {
  const path = await writeHighClip(await temporaryFolder());
  expect(await readClip(path)).toMatchObject({
    plays: true,
    playsBy: 'decoding',
    durationSeconds: 1,
    frameRate: 24,
  });
});

type Breaking = (folder: string) => Promise<string>;

const written =
  (content: string | Uint8Array | (() => Promise<Uint8Array>)): Breaking =>
  async (folder) => {
    const path = join(folder, 'clip.mp4');
    await writeFile(path, typeof content === 'function' ? await content() : content);
    return path;
  };

const boxAt = (name: string, offset: number) => (file: Buffer) => file.indexOf(name) + offset;
const large = Buffer.from([0x7f, 0xff, 0xff, 0xff]);

const broken: readonly (readonly [string, RegExp, Breaking])[] = [
  ['an empty file', /^The file is empty\.$/, written('')],
  ['a web page', /begins like a web page\.$/, written('<!DOCTYPE html><html>gone</html>')],
  ['an XML error', /begins like XML\.$/, written('<?xml version="1.0"?><Error/>')],
  ['a JSON error', /begins like JSON\.$/, written('{"error":"expired"}')],
  ['a picture', /begins like a PNG picture\.$/, written(() => drawPicture('red', 'blue'))],
  ['noise', /^The file is no video in a format that is known/, written(Buffer.alloc(500, 7))],
  ['sound alone', /no picture, only sound/, writeSound],
  [
    'a clip that ends before its index',
    /names no tracks: it may end before its index\.$/,
    async (folder) => {
      const path = await writeClip(folder);
      await truncate(path, 5_000);
      return path;
    },
  ],
  [
    'a clip that ends after its index',
    /^It is cut short: its index names more than the 12000 bytes that are there\.$/,
    async (folder) => {
      const path = await writeHighClip(folder);
      await truncate(path, 12_000);
      return path;
    },
  ],
  [
    'a clip of which half is overwritten',
    /^It could not be read as a video/,
    async (folder) => {
      const path = await writeHighClip(folder);
      return await patchFile(path, boxAt('mdat', 5_000), Buffer.alloc(10_000, 0xa5));
    },
  ],
  [
    'a header that claims 500 MB and has 8 bytes',
    /./,
    written(Buffer.from([0x1f, 0xff, 0xff, 0xff, 0x6d, 0x6f, 0x6f, 0x76])),
  ],
  [
    'an index of two thousand million frames',
    /./,
    async (folder) => await patchFile(await writeClip(folder), boxAt('stsz', 12), large),
  ],
  [
    'an index with a frame of two gigabytes',
    /names a frame of 2147483647 bytes\.$/,
    async (folder) => await patchFile(await writeClip(folder), boxAt('stsz', 16), large),
  ],
];

test.each(broken)('%s does not play, and the problem says why', async (_what, problem, make) => {
  const path = await make(await temporaryFolder());
  const clip = await readClip(path);
  expect(clip).toMatchObject({ plays: false, problem: expect.stringMatching(problem) });
  expect(clip.problem).toMatch(/^[A-Z].*\.$/);
  expect(clip.problem).not.toContain(path);
  expect(clip.bytes).toBe((await readFile(path)).byteLength);
  expect(clip).not.toHaveProperty('playsBy');
});

test('clips after a broken one are read, many at a time', async () => {
  const folder = await temporaryFolder();
  const good = await writeClip(folder);
  const bad = await patchFile(
    await writeHighClip(folder),
    boxAt('mdat', 2_000),
    Buffer.alloc(5_000, 0xa5),
  );
  const clips = await Promise.all([bad, good, bad, good, good].map((path) => readClip(path)));
  expect(clips.map(({ plays }) => plays)).toEqual([false, true, false, true, true]);
});

test('what is known of a broken clip is kept', async () => {
  const path = await writeHighClip(await temporaryFolder());
  await truncate(path, 12_000);
  expect(await readClip(path)).toMatchObject({
    width: 320,
    height: 180,
    codec: 'avc',
    plays: false,
  });
});

test.each([
  ['a missing file', 'missing.mp4', 'ENOENT'],
  ['a folder', '.', 'EISDIR'],
])('%s is the system’s error, not the clip’s', async (_what, name, code) => {
  const folder = await temporaryFolder();
  await expect(readClip(join(folder, name))).rejects.toMatchObject({ code });
});
