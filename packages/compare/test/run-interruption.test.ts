import { expect, test } from 'vitest';
import type { ComparisonSettings } from '../src/run/comparison-settings.ts';
import { runComparison } from '../src/run/run-comparison.ts';
import { loadRun } from '../src/run/run-folder.ts';
import type { World } from './run-setup.ts';
import { fakeMeasures, picture, pictureHash, setup } from './run-setup.ts';

/** A run of eight samples that is canceled when the second one is over. */
async function interrupt(world: World) {
  const providers = [world.provider({ id: 'one' }), world.provider({ id: 'two' })];
  const settings = { ...world.settings, providers, repeats: 4, concurrency: 2 };
  const abort = new AbortController();
  const run = await runComparison(
    {
      ...settings,
      signal: abort.signal,
      onProgress: ({ type, done }) => type === 'ended' && done === 2 && abort.abort(),
    },
    fakeMeasures,
  );
  const charges = (): number => providers.reduce((sum, { charges: own }) => sum + own, 0);
  return { run, settings, charges };
}

test('a canceled run is kept as far as it came, and the same call pays for nothing twice', async () => {
  using world = setup();
  const { run, settings, charges } = await interrupt(world);
  expect(run.endedEarly).toBe('canceled');
  expect(run.finishedAt).toBeUndefined();
  expect(run.samples.filter(({ state }) => state === 'pending').length).toBeGreaterThanOrEqual(5);
  expect(charges()).toBeLessThanOrEqual(4);
  expect(await loadRun(settings.folder)).toEqual(run);

  const whole = await runComparison(settings, fakeMeasures);
  expect(whole.id).toBe(run.id);
  expect(whole.createdAt).toBe(run.createdAt);
  expect(whole.endedEarly).toBeUndefined();
  expect(whole.finishedAt).toBeDefined();
  expect(new Set(whole.samples.map(({ state }) => state))).toEqual(new Set(['succeeded']));
  expect(charges()).toBe(8);
  const jobs = new Set(whole.samples.map(({ jobId }) => jobId));
  expect(jobs.size).toBe(8);
  for (const { id, jobId } of run.samples) {
    if (jobId === undefined) continue;
    expect(whole.samples.find((sample) => sample.id === id)?.jobId).toBe(jobId);
  }
});

test('a run that is canceled before it begins sends nothing', async () => {
  using world = setup();
  const one = world.provider({});
  const settings = { ...world.settings, providers: [one], signal: AbortSignal.abort() };
  const run = await runComparison(settings, fakeMeasures);
  expect(run).toMatchObject({ endedEarly: 'canceled', samples: [{ state: 'pending' }, {}] });
  expect(one.submits).toEqual([]);
});

test.each<[string, Partial<ComparisonSettings>, string]>([
  ['repeats', { repeats: 5 }, 'repeats was 2, and 5 is asked for'],
  ['concurrency', { concurrency: 4 }, 'concurrency was 3, and 4 is asked for'],
  ['seed', { seed: 2 }, 'seed was 1, and 2 is asked for'],
  ['simulated', { simulated: true }, 'simulated was false, and true is asked for'],
  [
    'requests',
    { requests: [{ prompt: 'dawn breaks' }, { prompt: 'rain' }] },
    'requests was "request-1", and "request-1, request-2" is asked for',
  ],
  [
    'prompt',
    { requests: [{ prompt: 'rain' }] },
    'request-1.prompt was "dawn breaks", and "rain" is asked for',
  ],
  [
    'startFrame',
    { requests: [{ prompt: 'dawn breaks', startFrame: picture }] },
    `request-1.startFrame was nothing, and "frames/${pictureHash}.png" is asked for`,
  ],
  [
    'providerOptions',
    { requests: [{ prompt: 'dawn breaks', providerOptions: { other: { mode: 'fast' } } }] },
    'request-1.providerOptions was nothing, and {"other":{"mode":"fast"}} is asked for',
  ],
])('a folder with a run of another %s is refused, with what to do', async (_, change, what) => {
  using world = setup();
  const settings = { ...world.settings, providers: [world.provider({ id: 'one' })] };
  const { folder } = settings;
  const signal = AbortSignal.abort();
  await runComparison({ ...settings, signal }, fakeMeasures);
  const run = runComparison({ ...settings, ...change, signal }, fakeMeasures);
  await expect(run).rejects.toMatchObject({
    code: 'configuration',
    message: `${folder} holds a run with other settings: ${what}. Ask for the same to go on with it, or name another folder for a new run.`,
  });
});

test('a folder with a run of other providers is refused', async () => {
  using world = setup();
  const settings = { ...world.settings, providers: [world.provider({ id: 'one' })] };
  const signal = AbortSignal.abort();
  await runComparison({ ...settings, signal }, fakeMeasures);
  const providers = [...settings.providers, world.provider({ id: 'two' })];
  await expect(runComparison({ ...settings, providers, signal }, fakeMeasures)).rejects.toThrow(
    'providers was "one", and "one, two" is asked for',
  );
});

test('frames are compared when the run goes on, where it was canceled before', async () => {
  using world = setup();
  const abort = new AbortController();
  const settings = {
    ...world.settings,
    providers: [world.provider({})],
    repeats: 1,
    requests: [{ prompt: 'dawn', startFrame: picture }],
  };
  const run = await runComparison(
    {
      ...settings,
      signal: abort.signal,
      onProgress: ({ type }) => type === 'ended' && abort.abort(),
    },
    fakeMeasures,
  );
  expect(run.samples).toMatchObject([{ state: 'succeeded', clip: { plays: true } }]);
  expect(run.samples[0]?.fidelity).toBeUndefined();
  const again = await runComparison(settings, fakeMeasures);
  expect(again.samples).toMatchObject([{ fidelity: { start: { ssim: 1 } } }]);
});
