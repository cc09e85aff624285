// Whole worlds from seeds: see docs/guarantees.md. Ten thousand of them run with `pnpm sim:nightly`.
import { expect, test } from 'vitest';
import { faultKinds } from '../scripts/sim/fault-kinds.ts';
import { plants } from '../scripts/sim/plants.ts';
import { runSeed, shrinkSeed } from '../scripts/sim/run-seed.ts';
import { modeOf, sweep } from '../scripts/sim/tally.ts';

const shareSize = 25;
const shares = Array.from({ length: 200 / shareSize }, (_, share) => 1 + share * shareSize);
const seen = new Set<string>();

// A share of worlds takes a few seconds of real time on slow cores.
const timeoutMs = 120_000;

test.each(shares)(
  '25 worlds from seed %d on keep every rule',
  { timeout: timeoutMs },
  async (from) => {
    const tally = await sweep({ from, count: shareSize });
    expect(tally.failures).toEqual([]);
    expect(tally.seeds).toBe(shareSize);
    for (const kind of Object.keys(tally.hits)) seen.add(kind);
  },
);

test('each kind of fault has struck in them', () => {
  expect(faultKinds.filter((kind) => !seen.has(kind))).toEqual([]);
});

test.each([3, 22])('seed %d has one history, whatever ran before', async (seed) => {
  const mode = modeOf(seed);
  const first = await runSeed({ seed, mode });
  await runSeed({ seed: seed + 1, mode });
  const second = await runSeed({ seed, mode });
  expect(second.outcome.lines).toEqual(first.outcome.lines);
  expect(second.outcome.hash).toBe(first.outcome.hash);
  expect(first.outcome.lines.length).toBeGreaterThan(20);
});

test.each(Object.entries(plants))(
  'a planted bug is found within sixty seeds: %s',
  { timeout: timeoutMs },
  async (_name, plant) => {
    const tally = await sweep({ from: 1, count: 60 }, plant, true);
    expect(tally.failures).toHaveLength(1);
  },
);

test(
  'a failing seed leads to a shorter plan, which fails again by its path',
  async () => {
    const settings = { seed: 2, mode: 'liveness', plant: plants['success-forgotten'] } as const;
    const full = await runSeed(settings);
    const short = await shrinkSeed({ ...settings, tries: 80 });
    expect(short.plan.jobs).toHaveLength(1);
    expect(short.plan.faults.length).toBeLessThan(full.plan.faults.length);
    expect(short.outcome.lines.length).toBeLessThan(full.outcome.lines.length);
    const again = await runSeed({ ...settings, path: short.path });
    expect(again.outcome.hash).toBe(short.outcome.hash);
    expect(again.outcome.violation).toEqual(short.outcome.violation);
  },
  timeoutMs,
);
