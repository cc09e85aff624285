import type { Mutant } from './mutant.ts';

const share = 'packages/compare/src/figures/to-share-figure.ts';
const median = 'packages/compare/src/figures/to-median-figure.ts';
const figure = 'packages/compare/src/figures/to-figure.ts';
const changes = 'packages/compare/src/figures/to-changes.ts';
const summary = 'packages/compare/src/figures/to-provider-summary.ts';
const cost = 'packages/compare/src/figures/sample-cost.ts';
const bound = 'packages/compare/src/rules/check-bound.ts';
const rules = 'packages/compare/src/rules/check-rules.ts';
const guard = 'packages/compare/src/run/spend-guard.ts';
const t = 'packages/compare/src/figures/t975.ts';
const shareTest = 'packages/compare/src/figures/to-share-figure.test.ts';
const intervalsTest = 'packages/compare/test/figures/intervals.test.ts';
const reportTest = 'packages/compare/test/figures/to-report.test.ts';
const rulesTest = 'packages/compare/test/rules/checking.test.ts';
const moneyTest = 'packages/compare/test/run-money.test.ts';

/** Bugs in the figures by which providers are compared. */
export const compareMutants: readonly Mutant[] = [
  {
    name: 'an interval of Wilson is that of the normal curve',
    file: share,
    find: 'z975 ** 2 / (4 * samples ** 2)',
    replace: '0',
    mustFail: [intervalsTest],
  },
  {
    name: 'no sample is a success rate of 0',
    file: share,
    find: 'if (samples === 0) return toFigure({ value: undefined, samples });',
    replace: 'if (samples === 0) return toFigure({ value: 0, samples });',
    mustFail: [shareTest],
  },
  {
    name: 'a 95th percentile is told of few samples',
    file: median,
    find: 'samples < samplesForP95 ? undefined :',
    replace: 'samples < 1 ? undefined :',
    mustFail: [intervalsTest],
  },
  {
    name: 'a 95th percentile is the slowest',
    file: median,
    find: 'sorted[Math.ceil((95 * samples) / 100) - 1]',
    replace: 'sorted[samples - 1]',
    mustFail: [intervalsTest],
  },
  {
    name: 'an interval of a median is one sample too wide',
    file: median,
    find: 'if (chance > 0.025) return rank;',
    replace: 'if (chance > 0.025) return Math.max(rank - 1, 0);',
    mustFail: [intervalsTest],
  },
  {
    name: 'an interval is told of few samples',
    file: figure,
    find: 'interval === undefined || missing > 0 ||',
    replace: 'interval === undefined ||',
    mustFail: [intervalsTest],
  },
  {
    name: 'intervals that overlap call it a change',
    file: changes,
    find: 'gap > size * 1e-9 ?',
    replace: 'gap > -size ?',
    mustFail: [reportTest],
  },
  {
    name: 'a change is told without intervals',
    file: changes,
    find: "if (before.interval === undefined || after.interval === undefined) return 'too-few';",
    replace: "if (before.interval === undefined || after.interval === undefined) return 'changed';",
    mustFail: [reportTest],
  },
  {
    name: 'a mean’s interval is that of the normal curve',
    file: t,
    find: 'const terms = [2.372272, 2.822499, 2.55585, 1.58953];',
    replace: 'const terms = [0];',
    mustFail: [intervalsTest],
  },
  {
    name: 'what a person canceled counts as a failure',
    file: summary,
    find: 'const finished = succeeded.length + failed.length;',
    replace: 'const finished = samples.length;',
    mustFail: [reportTest],
  },
  {
    name: 'a failure that was not charged makes a video cheaper',
    file: cost,
    find: 'return !endedWithoutVideo(sample) || sample.chargedUsdMicros !== 0;',
    replace: 'return true;',
    mustFail: [reportTest],
  },
  {
    name: 'seconds that do not play count',
    file: cost,
    find: 'clip?.plays === true ?',
    replace: 'clip !== undefined ?',
    mustFail: [reportTest],
  },
  {
    name: 'what a failed sample cost is left out',
    file: cost,
    find: 'return wasSent(sample) ? sample.quotedUsdMicros : undefined;',
    replace: 'return endedWithoutVideo(sample) ? undefined : sample.quotedUsdMicros;',
    mustFail: [reportTest],
  },
  {
    name: 'a rule is held against the better end',
    file: bound,
    find: "side === 'most' ? 1 : 0",
    replace: "side === 'most' ? 0 : 1",
    mustFail: [rulesTest],
  },
  {
    name: 'a figure of exactly the bound breaks the rule',
    file: bound,
    find: "measure.side === 'most' ? held <= limit : held >= limit",
    replace: "measure.side === 'most' ? held < limit : held > limit",
    mustFail: [rulesTest],
  },
  {
    name: 'what cannot be told keeps a rule',
    file: rules,
    find: 'ok: kept === true',
    replace: 'ok: kept !== false',
    mustFail: [rulesTest],
  },
  {
    name: 'samples that are beginning do not count against what may be spent',
    file: guard,
    find: 'spent + starting + usdMicros <= maxUsdMicros',
    replace: 'spent + usdMicros <= maxUsdMicros',
    mustFail: [moneyTest],
  },
];
