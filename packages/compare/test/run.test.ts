import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ComparisonProgress } from '../src/run/comparison-settings.ts';
import { runComparison } from '../src/run/run-comparison.ts';
import { loadRun } from '../src/run/run-folder.ts';
import { fakeMeasures, picture, setup } from './run-setup.ts';

test('every provider is asked for every request as often, and what came back is measured', async () => {
  using world = setup();
  const providers = [
    world.provider({ id: 'one', usd: { 5: 0.2 } }),
    world.provider({ id: 'two', usd: { 5: 0.3 } }),
  ];
  const heard: ComparisonProgress[] = [];
  const run = await runComparison(
    {
      ...world.settings,
      providers,
      requests: [{ id: 'ridge', prompt: 'dawn', startFrame: picture }, { prompt: 'rain' }],
      repeats: 2,
      onProgress: (progress) => heard.push(progress),
    },
    fakeMeasures,
  );
  expect(run.samples).toHaveLength(8);
  expect(providers.map(({ charges }) => charges)).toEqual([4, 4]);
  expect(new Set(run.samples.map(({ state }) => state))).toEqual(new Set(['succeeded']));
  const [first] = run.samples.filter(({ id }) => id === 'ridge/one/1');
  expect(first).toMatchObject({
    quotedUsdMicros: 200_000,
    chargedUsdMicros: 200_000,
    certainty: 'exact',
    clip: { plays: true },
    fidelity: { start: { ssim: 1 } },
  });
  expect(first?.polls).toBeGreaterThan(1);
  expect(first?.timing?.totalMs).toBeGreaterThanOrEqual(30_000);
  const { folder } = world.settings;
  expect(existsSync(join(folder, first?.clip?.file ?? 'none'))).toBe(true);
  const asked = run.requests[0]?.startFrame?.file ?? 'none';
  expect(readFileSync(join(folder, asked))).toEqual(Buffer.from(picture));
  expect(await loadRun(folder)).toEqual(run);
  expect(run.finishedAt).toBeGreaterThan(run.createdAt);
  expect(readdirSync(join(folder, 'clips')).filter((name) => !name.endsWith('.mp4'))).toEqual([]);
  expect(heard.filter(({ type }) => type === 'ended').map(({ done }) => done)).toEqual([
    1, 2, 3, 4, 5, 6, 7, 8,
  ]);
});
