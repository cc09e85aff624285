import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { ComparisonRun } from '../comparison-run.ts';
import { loadAssets } from './to-html-assets.ts';
import { toText } from './to-html-markup.ts';

async function setup(files: readonly string[], embedAtMostBytes: number) {
  const parent = await mkdtemp(join(tmpdir(), 'vidgate-assets-'));
  onTestFinished(() => rm(parent, { recursive: true, force: true }));
  const folder = join(parent, 'run');
  await mkdir(join(folder, 'clips'), { recursive: true });
  await writeFile(join(parent, 'secret.mp4'), 'secret');
  for (const name of ['one.mp4', 'two #2.mp4', 'text.svg']) {
    await writeFile(join(folder, 'clips', name), 'clip');
  }
  const assets = await loadAssets(toRun(files), folder, embedAtMostBytes);
  const show = (file: string) => {
    const shown = assets.show(file);
    return 'missing' in shown ? shown.missing : toText(shown.source);
  };
  return { assets, show };
}

test('a file is in the page once, and later elements name the first', async () => {
  const { show } = await setup(['clips/one.mp4', 'clips/one.mp4'], 100);
  expect(show('clips/one.mp4')).toBe('id="file-1" src="data:video/mp4;base64,Y2xpcA=="');
  expect(show('clips/one.mp4')).toBe('data-same="file-1"');
});

test('what does not fit is linked beside the page, its name written as an address', async () => {
  const { assets, show } = await setup(['clips/one.mp4', 'clips/two #2.mp4'], 4);
  expect(show('clips/one.mp4')).toContain('data:');
  expect(show('clips/two #2.mp4')).toBe('id="file-2" src="./clips/two%20%232.mp4"');
  expect(assets).toMatchObject({ linked: 1, linkedBytes: 4 });
});

test.each([
  ['../secret.mp4', 'It lies outside the folder of the run.'],
  ['clips/../../secret.mp4', 'It lies outside the folder of the run.'],
  ['clips/gone.mp4', 'It could not be read from the folder of the run.'],
  ['clips/\ud800.mp4', 'It could not be read from the folder of the run.'],
  ['clips/text.svg', 'A page cannot show a file of this kind.'],
])('%j is not shown, and the page says why', async (file, reason) => {
  const { assets, show } = await setup([file], 100);
  expect(show(file)).toBe(reason);
  expect(assets.linked).toBe(0);
});

function toRun(files: readonly string[]): ComparisonRun {
  const samples = files.map((file, index) => ({
    id: `dawn/apixo/${index + 1}`,
    requestId: 'dawn',
    provider: 'apixo',
    repeat: index + 1,
    order: index,
    state: 'succeeded' as const,
    adaptations: [],
    polls: 1,
    clip: { file, sha256: 'a'.repeat(64), bytes: 4, plays: true },
  }));
  return {
    format: 'vidgate-comparison-1',
    id: 'run-1',
    createdAt: 0,
    seed: 1,
    repeats: 1,
    concurrency: 1,
    maxUsd: 1,
    simulated: false,
    requests: [],
    providers: [],
    leftOut: [],
    samples,
    votes: [],
  };
}
