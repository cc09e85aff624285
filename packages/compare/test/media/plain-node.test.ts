import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { temporaryFolder, writeClip } from './clips.ts';

test('plain Node reads a clip from the sources, and ends when that is done', async () => {
  const path = await writeClip(await temporaryFolder());
  const source = new URL('../../src/media/read-clip.ts', import.meta.url).href;
  const script = `
    const { readClip } = await import(${JSON.stringify(source)});
    console.log(JSON.stringify(await readClip(${JSON.stringify(path)})));`;
  const argv = ['--input-type=module', '--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, argv, { timeout: 20_000 });
  expect(JSON.parse(stdout)).toMatchObject({ plays: true, playsBy: 'decoding' });
});
