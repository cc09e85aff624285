import type { ProviderSummary } from '../comparison-report.ts';
import type { ComparisonRun, Sample, Vote } from '../comparison-run.ts';
import { mayHaveCost, toCostBasis, toPlayedSeconds, toSampleCost } from './sample-cost.ts';
import { toMeanFigure } from './to-mean-figure.ts';
import { toMedianFigure, toP95Figure } from './to-median-figure.ts';
import { toRatioFigure } from './to-ratio-figure.ts';
import { toShareFigure } from './to-share-figure.ts';

const similarity = { least: -1, most: 1 };

/** What the samples of one provider come to. */
export function toProviderSummary(run: ComparisonRun, provider: string): ProviderSummary {
  const samples = run.samples.filter((sample) => sample.provider === provider);
  const succeeded = samples.filter(({ state }) => state === 'succeeded');
  const failed = samples.filter(({ state }) => state === 'failed');
  const held = samples.filter(({ state }) => state === 'held');
  // What a person canceled says nothing of the provider: it counts neither as success nor as failure.
  const finished = succeeded.length + failed.length;
  return {
    provider,
    samples: samples.length,
    finished,
    succeeded: succeeded.length,
    pending: samples.filter(({ state }) => state === 'pending').length,
    successRate: toShareFigure(succeeded.length, finished),
    failures: countByCode(failed),
    held: countByCode(held),
    ...toMoney(samples, succeeded),
    ...toTimes(succeeded),
    polls: toMeanFigure(
      samples.filter(({ state }) => state !== 'pending').map(({ polls }) => polls),
    ),
    startFidelity: toMeanFigure(pick(succeeded, startSimilarity), similarity),
    endFidelity: toMeanFigure(pick(succeeded, endSimilarity), similarity),
    votes: toVotes(run, provider),
  };
}

type Money = Pick<
  ProviderSummary,
  | 'quotedUsdMicros'
  | 'chargedUsdMicros'
  | 'usdMicrosPerSample'
  | 'usdMicrosPerSecond'
  | 'costBasis'
  | 'priceDrift'
>;

function toMoney(samples: readonly Sample[], succeeded: readonly Sample[]): Money {
  const costly = samples.filter(mayHaveCost);
  const priced = samples.flatMap((sample) => {
    const over = toSampleCost(sample);
    return over === undefined ? [] : [{ over, under: toPlayedSeconds(sample) }];
  });
  const drifts = succeeded.flatMap(({ quotedUsdMicros, chargedUsdMicros }) => {
    if (quotedUsdMicros === undefined || chargedUsdMicros === undefined) return [];
    return [{ over: Math.abs(chargedUsdMicros - quotedUsdMicros), under: quotedUsdMicros }];
  });
  return {
    quotedUsdMicros: toMeanFigure(pick(samples, ({ quotedUsdMicros }) => quotedUsdMicros)),
    chargedUsdMicros: toMeanFigure(pick(costly, ({ chargedUsdMicros }) => chargedUsdMicros)),
    usdMicrosPerSample: toMeanFigure(pick(costly, toSampleCost)),
    usdMicrosPerSecond: toRatioFigure(priced),
    costBasis: toCostBasis(samples),
    priceDrift: toRatioFigure(drifts),
  };
}

type Times = Pick<ProviderSummary, 'totalMs' | 'totalMsP95' | 'queueMs' | 'runMs' | 'resolutionMs'>;

function toTimes(succeeded: readonly Sample[]): Times {
  const totals = pick(succeeded, ({ timing }) => timing?.totalMs);
  return {
    totalMs: toMedianFigure(totals),
    totalMsP95: toP95Figure(totals),
    queueMs: toMedianFigure(pick(succeeded, ({ timing }) => timing?.queueMs)),
    runMs: toMedianFigure(pick(succeeded, ({ timing }) => timing?.runMs)),
    resolutionMs: Math.max(0, ...pick(succeeded, ({ timing }) => timing?.resolutionMs)),
  };
}

function startSimilarity({ fidelity }: Sample): number | undefined {
  return fidelity?.start?.ssim;
}

function endSimilarity({ fidelity }: Sample): number | undefined {
  return fidelity?.end?.ssim;
}

/** A vote between two clips of one provider is not counted: it can only be won. */
function toVotes(run: ComparisonRun, provider: string): ProviderSummary['votes'] {
  const providerOf = new Map(run.samples.map((sample) => [sample.id, sample.provider]));
  const votes = run.votes.filter(({ shown }) => {
    const [one, other] = shown.map((id) => providerOf.get(id));
    return one !== other && (one === provider || other === provider);
  });
  const won = (vote: Vote): boolean =>
    vote.chosen !== undefined && providerOf.get(vote.chosen) === provider;
  return {
    shown: votes.length,
    won: votes.filter(won).length,
    ties: votes.filter(({ chosen }) => chosen === undefined).length,
  };
}

function countByCode(samples: readonly Sample[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { code = 'unknown' } of samples) counts.set(code, (counts.get(code) ?? 0) + 1);
  return Object.fromEntries(counts);
}

function pick(
  samples: readonly Sample[],
  of: (sample: Sample) => number | undefined,
): readonly number[] {
  return samples.map(of).filter((value) => value !== undefined);
}
