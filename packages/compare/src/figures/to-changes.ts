import type { ComparisonChange, Figure, ProviderSummary } from '../comparison-report.ts';

/** The figures that are compared with an earlier run's, in the order in which they are told. */
export const comparedFigures = [
  'successRate',
  'quotedUsdMicros',
  'chargedUsdMicros',
  'usdMicrosPerSample',
  'usdMicrosPerSecond',
  'totalMs',
  'queueMs',
  'runMs',
  'startFidelity',
  'endFidelity',
] as const satisfies readonly (keyof ProviderSummary)[];

/** Compares each figure that one of the runs has, of each provider that is in both. */
export function toChanges(
  before: readonly ProviderSummary[],
  after: readonly ProviderSummary[],
): readonly ComparisonChange[] {
  return after.flatMap((now) => {
    const earlier = before.find(({ provider }) => provider === now.provider);
    if (earlier === undefined) return [];
    return comparedFigures
      .map((figure) => ({ figure, before: earlier[figure], after: now[figure] }))
      .filter((change) => change.before.value !== undefined || change.after.value !== undefined)
      .map((change) => ({
        provider: now.provider,
        ...change,
        verdict: toVerdict(change.before, change.after),
      }));
  });
}

function toVerdict(before: Figure, after: Figure): ComparisonChange['verdict'] {
  if (before.interval === undefined || after.interval === undefined) return 'too-few';
  const gap = Math.max(
    after.interval[0] - before.interval[1],
    before.interval[0] - after.interval[1],
  );
  const size = Math.max(...[...before.interval, ...after.interval].map(Math.abs));
  // Equal values summed in another order differ in their last digits, which is no change.
  return gap > size * 1e-9 ? 'changed' : 'unclear';
}
