import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonSettings } from '../src/run/comparison-settings.ts';
import { runComparison } from '../src/run/run-comparison.ts';
import { loadRun, saveRun } from '../src/run/run-folder.ts';
import { fakeMeasures, fakeVideo, picture, serve, setup } from './run-setup.ts';

test.each<[string, Partial<ComparisonSettings>, string]>([
  ['no requests', { requests: [] }, 'requests: at least one is needed'],
  ['no providers', { providers: [] }, 'providers: at least one is needed'],
  ['no repeats', { repeats: 0 }, 'repeats: got 0; allowed: a whole number from 1 to 1000.'],
  ['half a repeat', { repeats: 1.5 }, 'repeats: got 1.5'],
  ['no budget', { maxUsd: 0 }, 'maxUsd: got 0; allowed: a number of dollars above 0.'],
  ['a budget that is no number', { maxUsd: Number.NaN }, 'maxUsd: got NaN'],
  [
    'too many at once',
    { concurrency: 101 },
    'concurrency: got 101; allowed: a whole number from 1',
  ],
  ['half a seed', { seed: 0.5 }, 'seed: got 0.5; allowed: a whole number'],
  ['no folder', { folder: '' }, 'folder: needed; allowed: the path of a folder for the run.'],
])('%s is refused by name', async (_, change, message) => {
  using world = setup();
  const settings = { ...world.settings, providers: [world.provider({})], ...change };
  const run = runComparison(settings, fakeMeasures);
  await expect(run).rejects.toThrow(message);
  await expect(run).rejects.toThrow(TypeError);
});

test.each<[string, ComparisonSettings['requests'], string]>([
  [
    'a wrong field',
    [{ prompt: 'dawn' }, { id: 'rain', prompt: ' ' }],
    'request rain: prompt: got a blank string; allowed: a string that is not blank',
  ],
  [
    'an id with a slash',
    [{ id: 'a/b', prompt: 'dawn' }],
    'requests[0].id: got "a/b"; allowed: up to 64 letters, digits, dots, dashes and underscores',
  ],
  [
    'an id twice',
    [
      { id: 'a', prompt: 'dawn' },
      { id: 'a', prompt: 'rain' },
    ],
    'requests: two have the id "a"; allowed: an id of its own for each',
  ],
  [
    'an end frame alone',
    [{ prompt: 'dawn', endFrame: picture }],
    'request request-1: endFrame: needs a startFrame',
  ],
])('%s is refused before anything is written', async (_, requests, message) => {
  using world = setup();
  const settings = { ...world.settings, requests, providers: [world.provider({})] };
  await expect(runComparison(settings, fakeMeasures)).rejects.toThrow(message);
  expect(existsSync(world.settings.folder)).toBe(false);
});

test('who cannot serve a request exactly as it is asked is left out of it, and the rest goes on', async () => {
  using world = setup();
  const one = world.provider({ id: 'one', capabilities: { cfgScale: { step: 0.1 } } });
  const two = world.provider({ id: 'two', capabilities: { endFrame: false } });
  const run = await runComparison(
    {
      ...world.settings,
      providers: [one, two],
      repeats: 1,
      requests: [
        { id: 'fine', prompt: 'dawn', cfgScale: 0.55 },
        { id: 'ends', prompt: 'dawn', startFrame: picture, endFrame: picture },
      ],
    },
    fakeMeasures,
  );
  expect(run.leftOut).toMatchObject([
    { requestId: 'fine', provider: 'one', reason: 'adaptation-needed' },
    { requestId: 'ends', provider: 'two', reason: 'unsupported-end-frame' },
  ]);
  expect(run.samples.map(({ id, state }) => [id, state]).toSorted()).toEqual([
    ['ends/one/1', 'succeeded'],
    ['fine/two/1', 'succeeded'],
  ]);
});

test('where nobody can serve anything, every reason is told and nothing is written', async () => {
  using world = setup();
  const capabilities = { textToVideo: false };
  const providers = [
    world.provider({ id: 'one', capabilities }),
    world.provider({ id: 'two', capabilities, usd: {} }),
  ];
  const run = runComparison({ ...world.settings, providers }, fakeMeasures);
  await expect(run).rejects.toMatchObject({
    code: 'no-provider',
    message:
      'No provider can serve any of the requests; nothing was sent. request-1: one needs a start frame for this model. request-1: two needs a start frame for this model.',
  });
  expect(existsSync(world.settings.folder)).toBe(false);
});

test('a folder that cannot be one is refused before anything is sent', async () => {
  using world = setup();
  const one = world.provider({ id: 'one' });
  const folder = join(world.folder, 'file');
  writeFileSync(folder, '');
  const run = runComparison({ ...world.settings, folder, providers: [one] }, fakeMeasures);
  await expect(run).rejects.toMatchObject({
    code: 'configuration',
    message: `${folder} is no folder; allowed: the folder of a comparison.`,
  });
  const inside = join(folder, 'below');
  await expect(
    runComparison({ ...world.settings, folder: inside, providers: [one] }, fakeMeasures),
  ).rejects.toMatchObject({ code: 'configuration' });
  expect(one.submits).toEqual([]);
});

test.each([
  ['an expired link', serve(() => 410), 'asset-expired'],
  ['a file that is no video', serve(() => Buffer.from('<html>sorry</html>')), 'archive-failed'],
])('%s is noted, and the run goes on', async (_, fetch, code) => {
  using world = setup();
  const gateway = { ...world.settings.gateway, download: { fetch } };
  const settings = { ...world.settings, gateway, providers: [world.provider({})] };
  const run = await runComparison(settings, fakeMeasures);
  expect(run.finishedAt).toBeDefined();
  expect(run.samples.map((sample) => [sample.state, sample.code, sample.clip])).toEqual([
    ['succeeded', code, undefined],
    ['succeeded', code, undefined],
  ]);
});

test('a download that failed is tried again when the run goes on, and nothing is paid again', async () => {
  using world = setup();
  const one = world.provider({});
  let broken = true;
  const fetch = serve(() => (broken ? 500 : fakeVideo));
  const gateway = { ...world.settings.gateway, download: { fetch } };
  const settings = { ...world.settings, gateway, providers: [one] };
  const run = await runComparison(settings, fakeMeasures);
  expect(run.samples.map(({ clip }) => clip)).toEqual([undefined, undefined]);
  broken = false;
  const again = await runComparison(settings, fakeMeasures);
  expect(again.samples.map(({ clip, code }) => [clip?.plays, code])).toEqual([
    [true, undefined],
    [true, undefined],
  ]);
  expect(again.samples.map(({ timing }) => timing)).toEqual(
    run.samples.map(({ timing }) => timing),
  );
  expect(one.charges).toBe(2);
});

test('failed, refused and held samples are results with their codes', async () => {
  using world = setup();
  const failing = world.provider({ id: 'failing' });
  failing.onNextPoll({ do: 'fail', code: 'content-rejected' });
  const refusing = world.provider({ id: 'refusing' });
  refusing.onNextSubmit({ do: 'reject', code: 'authentication' });
  const losing = world.provider({ id: 'losing' });
  losing.onNextSubmit({ do: 'lose-answer' });
  const gateway = { ...world.settings.gateway, reconcileForMs: 1_000 };
  const providers = [failing, refusing, losing];
  const run = await runComparison(
    { ...world.settings, gateway, providers, repeats: 1 },
    fakeMeasures,
  );
  const byProvider = Object.fromEntries(
    run.samples.map(({ provider, state, code, chargedUsdMicros, clip }) => [
      provider,
      { state, code, chargedUsdMicros, clip },
    ]),
  );
  expect(byProvider).toEqual({
    failing: { state: 'failed', code: 'content-rejected', chargedUsdMicros: 0, clip: undefined },
    refusing: { state: 'failed', code: 'authentication', chargedUsdMicros: 0, clip: undefined },
    losing: {
      state: 'held',
      code: 'outcome-unknown',
      chargedUsdMicros: undefined,
      clip: undefined,
    },
  });
  expect(losing.submits).toHaveLength(1);
});

test('a frame whose address cannot be read from here is passed on all the same', async () => {
  using world = setup();
  const one = world.provider({});
  const gateway = {
    ...world.settings.gateway,
    download: { fetch: serve((url) => (url.endsWith('.png') ? picture : 404)) },
  };
  const startFrame = 'https://frames.invalid/night.png';
  const endFrame = 'https://frames.invalid/day.jpg';
  const requests = [{ prompt: 'dawn', startFrame, endFrame }];
  const run = await runComparison(
    { ...world.settings, gateway, requests, repeats: 1, providers: [one] },
    fakeMeasures,
  );
  expect(run.requests[0]).toMatchObject({
    startFrame: { url: startFrame, file: expect.stringMatching(/^frames\/[0-9a-f]{64}\.png$/) },
    endFrame: { url: endFrame },
  });
  expect(run.requests[0]?.endFrame?.file).toBeUndefined();
  expect(one.submits.map(({ body }) => body)).toMatchObject([{ startFrame, endFrame }]);
});

test.each([
  ['no JSON', '{', 'is no comparison of this version'],
  [
    'another format',
    '{"format":"vidgate-comparison-0"}',
    'is no comparison of this version: format',
  ],
])('a run.json that holds %s is never written over', async (_, text, message) => {
  using world = setup();
  const { folder } = world.settings;
  mkdirSync(folder);
  writeFileSync(join(folder, 'run.json'), text);
  const settings = { ...world.settings, providers: [world.provider({})] };
  await expect(runComparison(settings, fakeMeasures)).rejects.toThrow(message);
  expect(readFileSync(join(folder, 'run.json'), 'utf8')).toBe(text);
  await expect(loadRun(folder)).rejects.toMatchObject({ code: 'configuration' });
});

test('a folder without a run, and one that is not there, say so', async () => {
  using world = setup();
  await expect(loadRun(world.folder)).rejects.toThrow(
    `${world.folder} holds no comparison: there is no run.json in it.`,
  );
  await expect(loadRun(join(world.folder, 'none'))).rejects.toThrow('holds no comparison');
});

test('a run is read by its folder and by its file', async () => {
  using world = setup();
  const { folder } = world.settings;
  const settings = { ...world.settings, repeats: 1, providers: [world.provider({})] };
  const run = await runComparison(settings, fakeMeasures);
  expect(await loadRun(join(folder, 'run.json'))).toEqual(run);
  await saveRun(folder, { ...run, votes: [] });
  expect(await loadRun(folder)).toEqual(run);
});

test('a listener that throws does not end the run', async () => {
  using world = setup();
  const settings = { ...world.settings, repeats: 1, providers: [world.provider({})] };
  const warned = new Promise<Error>((resolve) => process.once('warning', resolve));
  const onProgress = (): void => {
    throw new Error('no screen');
  };
  const run = await runComparison({ ...settings, onProgress }, fakeMeasures);
  expect(run.finishedAt).toBeDefined();
  expect((await warned).message).toBe('onProgress threw: no screen');
});
