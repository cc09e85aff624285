import { z } from 'zod';
import { comparisonRunSchema } from './comparison-run.ts';

/**
 * A figure from several samples. `value` is absent where there is nothing to compute it from;
 * `missing` says how many more samples an interval or a percentile needs.
 */
const figureSchema = z.object({
  value: z.number().optional(),
  /** A 95 % interval; absent under 5 samples. */
  interval: z.tuple([z.number(), z.number()]).optional(),
  samples: z.int(),
  /** How many more samples the interval (or the percentile itself) needs; 0 when there are enough. */
  missing: z.int(),
});

const providerSummarySchema = z.object({
  provider: z.string(),
  samples: z.int(),
  finished: z.int(),
  succeeded: z.int(),
  pending: z.int(),
  /** Share of finished samples that succeeded, from 0 to 1, with its Wilson interval. */
  successRate: figureSchema,
  /** Samples that failed, by code. */
  failures: z.record(z.string(), z.int()),
  /** Samples that are held, by reason. */
  held: z.record(z.string(), z.int()),
  /** Mean quote of a sample, in micro-dollars. */
  quotedUsdMicros: figureSchema,
  /** Mean charge of a sample, in micro-dollars, where the vendor says it. */
  chargedUsdMicros: figureSchema,
  /** Mean of what a sample cost: charged where known, else quoted; without those surely not charged. */
  usdMicrosPerSample: figureSchema,
  /** What all samples cost (charged where known, else quoted) by seconds of video that play, in micro-dollars. */
  usdMicrosPerSecond: figureSchema,
  /** Whether every sample's charge is the vendor's word, or some of it is our quote. */
  costBasis: z.enum(['charged', 'quoted', 'mixed']),
  /** How far the charges of succeeded samples are from their quotes, as a share of the quotes. */
  priceDrift: figureSchema,
  /** Median time from submit to end of the succeeded samples, in milliseconds. */
  totalMs: figureSchema,
  /** 95th percentile of it; absent under 20 samples. */
  totalMsP95: figureSchema,
  queueMs: figureSchema,
  runMs: figureSchema,
  /** How far the times may be off, in milliseconds: 0 for a vendor's own stamps. */
  resolutionMs: z.number(),
  /** Status reads per sample. */
  polls: figureSchema,
  /** Mean structural similarity of the first and the last frame to what was asked. */
  startFidelity: figureSchema,
  endFidelity: figureSchema,
  /** Blind votes in which it was shown, and those it won. */
  votes: z.object({ shown: z.int(), won: z.int(), ties: z.int() }),
});

const changeSchema = z.object({
  provider: z.string(),
  /** A field of the summary, such as `totalMs`. */
  figure: z.string(),
  before: figureSchema,
  after: figureSchema,
  /** `changed`: the intervals do not overlap. `unclear`: they do. `too-few`: one has none. */
  verdict: z.enum(['changed', 'unclear', 'too-few']),
});

/** What the JSON report holds, and what the Markdown and HTML reports are made from. */
export const comparisonReportSchema = z.object({
  format: z.literal('vidgate-comparison-report-1'),
  run: comparisonRunSchema,
  /** In the order of the run's providers. */
  providers: z.array(providerSummarySchema).readonly(),
  /** Against an earlier run, where one was given. */
  against: z
    .object({ runId: z.string(), createdAt: z.number(), changes: z.array(changeSchema).readonly() })
    .optional(),
});

/** A run with the figures of each provider, and what has changed since an earlier run. */
export type ComparisonReport = z.output<typeof comparisonReportSchema>;
/** What the samples of one provider come to. */
export type ProviderSummary = ComparisonReport['providers'][number];
/** A figure from several samples, with its interval where there are enough of them. */
export type Figure = ProviderSummary['totalMs'];
/** One figure of one provider, in an earlier run and in this one. */
export type ComparisonChange = NonNullable<ComparisonReport['against']>['changes'][number];
