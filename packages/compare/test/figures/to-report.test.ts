import { expect, test } from 'vitest';
import type { ProviderSummary } from '../../src/comparison-report.ts';
import type { ComparisonRun, Sample } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { makeClip, makeRun, makeSample, makeSamples, makeTiming } from './make-run.ts';

function summarize(changes: readonly Partial<Sample>[], run: Partial<ComparisonRun> = {}) {
  const [summary] = toReport(makeRun(makeSamples(changes), run)).providers;
  if (summary === undefined) throw new Error('The run has no provider.');
  return summary;
}

const repeat = (count: number, sample: Partial<Sample>): readonly Partial<Sample>[] =>
  Array.from({ length: count }, () => sample);

/** How samples are counted: finished, succeeded, pending, and the value of the success rate. */
const counts: readonly (readonly [string, readonly Sample['state'][], readonly unknown[]])[] = [
  ['held is not finished', ['succeeded', 'held'], [1, 1, 0, 1]],
  ['pending is not finished', ['failed', 'pending'], [1, 0, 1, 0]],
  ['canceled says nothing of the provider', ['succeeded', 'canceled'], [1, 1, 0, 1]],
  ['nothing finished has no rate', ['pending', 'held'], [0, 0, 1, undefined]],
];

test.each(counts)('%s', (_name, states, expected) => {
  const { finished, succeeded, pending, successRate } = summarize(
    states.map((state) => ({ state })),
  );
  expect([finished, succeeded, pending, successRate.value]).toEqual(expected);
});

test('failures and held samples are counted by code', () => {
  const summary = summarize([
    { state: 'failed', code: 'rate-limited' },
    { state: 'failed', code: 'generation-failed' },
    { state: 'failed', code: 'rate-limited' },
    { state: 'failed' },
    { state: 'held', code: 'stalled' },
  ]);
  expect(summary.failures).toEqual({ 'generation-failed': 1, 'rate-limited': 2, unknown: 1 });
  expect(summary.held).toEqual({ stalled: 1 });
});

const quoted = { quotedUsdMicros: 300_000 };
const clip = makeClip();

/** What a second costs: the value and how many samples it rests on. */
const seconds: readonly (readonly [
  string,
  readonly Partial<Sample>[],
  number | undefined,
  number,
])[] = [
  ['the charge goes before the quote', [{ ...quoted, chargedUsdMicros: 250_000, clip }], 50_000, 1],
  [
    'a failure that may be charged counts',
    [
      { ...quoted, clip },
      { ...quoted, state: 'failed' },
    ],
    120_000,
    2,
  ],
  [
    'a failure that was not charged adds nothing',
    [
      { ...quoted, clip },
      { ...quoted, state: 'failed', chargedUsdMicros: 0 },
    ],
    60_000,
    2,
  ],
  [
    'a held one counts as spent',
    [
      { ...quoted, clip },
      { ...quoted, state: 'held' },
    ],
    120_000,
    2,
  ],
  [
    'a canceled one may have cost',
    [
      { ...quoted, clip },
      { ...quoted, state: 'canceled' },
    ],
    120_000,
    2,
  ],
  [
    'a pending one is not over',
    [
      { ...quoted, clip },
      { ...quoted, state: 'pending' },
    ],
    60_000,
    1,
  ],
  [
    'video that does not play is no second',
    [{ ...quoted, clip: makeClip({ plays: false }) }],
    undefined,
    1,
  ],
  ['no price is not a price of 0', [{ ...quoted, clip }, { clip }], 60_000, 1],
  ['a price of 0 is one', [{ quotedUsdMicros: 0, clip }], 0, 1],
];

test.each(seconds)('of a second: %s', (_name, samples, value, count) => {
  const { usdMicrosPerSecond } = summarize(samples);
  expect([usdMicrosPerSecond.value, usdMicrosPerSecond.samples]).toEqual([value, count]);
});

test('a sample that was never sent cost nothing and says nothing of the price', () => {
  const unsent = makeSample({ ...quoted, state: 'failed' });
  const { submittedAt: _never, ...sample } = unsent;
  const [summary] = toReport(
    makeRun([makeSample({ ...quoted, clip, repeat: 2 }), sample]),
  ).providers;
  expect(summary?.usdMicrosPerSample).toEqual({ value: 300_000, samples: 1, missing: 4 });
  expect(summary?.usdMicrosPerSecond).toEqual({ value: 60_000, samples: 1, missing: 4 });
});

/** Whose word the money is. */
const bases: readonly (readonly [string, readonly Partial<Sample>[], string])[] = [
  ['all charged', repeat(2, { chargedUsdMicros: 1 }), 'charged'],
  ['some charged', [{ chargedUsdMicros: 1 }, quoted], 'mixed'],
  ['none charged', [quoted, quoted], 'quoted'],
  [
    'a refusal that cost nothing says nothing',
    [quoted, { state: 'failed', chargedUsdMicros: 0 }],
    'quoted',
  ],
  ['nothing over', [{ state: 'pending' }], 'quoted'],
];

test.each(bases)('%s: the basis', (_name, samples, basis) => {
  expect(summarize(samples).costBasis).toBe(basis);
});

test('means of quotes, charges and costs each take their own samples', () => {
  const summary = summarize([
    { quotedUsdMicros: 300_000, chargedUsdMicros: 200_000 },
    { quotedUsdMicros: 500_000 },
    { quotedUsdMicros: 400_000, state: 'failed', chargedUsdMicros: 0 },
  ]);
  expect(summary.quotedUsdMicros.value).toBe(400_000);
  expect(summary.chargedUsdMicros).toEqual({ value: 200_000, samples: 1, missing: 4 });
  expect(summary.usdMicrosPerSample.value).toBe(350_000);
  expect(summary.priceDrift.value).toBeCloseTo(1 / 3);
});

test('too dear and too cheap do not make up for each other in the drift', () => {
  const { priceDrift } = summarize([
    { ...quoted, chargedUsdMicros: 330_000 },
    { ...quoted, chargedUsdMicros: 270_000 },
  ]);
  expect(priceDrift.value).toBeCloseTo(0.1);
});

test('times are those of samples that succeeded, and as coarse as the coarsest of them', () => {
  const summary = summarize([
    { timing: makeTiming(40_000, { queueMs: 1_000, runMs: 39_000 }) },
    { timing: makeTiming(60_000, { basis: 'polls', resolutionMs: 5_000 }) },
    { timing: makeTiming(1_000), state: 'failed' },
  ]);
  expect(summary.totalMs).toEqual({ value: 50_000, samples: 2, missing: 3 });
  expect(summary.queueMs).toEqual({ value: 1_000, samples: 1, missing: 4 });
  expect(summary.runMs).toEqual({ value: 39_000, samples: 1, missing: 4 });
  expect(summary.totalMsP95).toEqual({ samples: 2, missing: 18 });
  expect(summary.resolutionMs).toBe(5_000);
});

test('fidelity is a mean where it was measured, absent elsewhere', () => {
  const frame = { asked: 'frames/a.png', got: 'frames/b.png' };
  const { startFidelity, endFidelity } = summarize([
    { fidelity: { start: { ssim: 0.9, ...frame } } },
    { fidelity: { start: { ssim: 0.8, ...frame } } },
    { fidelity: { missing: 'No decoder.' } },
  ]);
  expect(startFidelity.value).toBeCloseTo(0.85);
  expect(endFidelity).toEqual({ samples: 0, missing: 5 });
});

/** What a vote between a clip of apixo and another one counts for apixo. */
const votes: readonly (readonly [string, string, string | undefined, object])[] = [
  ['a vote won', 'dawn/fal/1', 'dawn/apixo/1', { shown: 1, won: 1, ties: 0 }],
  ['a vote lost', 'dawn/fal/1', 'dawn/fal/1', { shown: 1, won: 0, ties: 0 }],
  ['no difference', 'dawn/fal/1', undefined, { shown: 1, won: 0, ties: 1 }],
  ['a vote between its own clips', 'dawn/apixo/2', 'dawn/apixo/2', { shown: 0, won: 0, ties: 0 }],
];

test.each(votes)('%s', (_name, other, chosen, expected) => {
  const samples = [makeSample(), makeSample({ repeat: 2 }), makeSample({ provider: 'fal' })];
  const vote = { requestId: 'dawn', at: 0, ...(chosen === undefined ? {} : { chosen }) };
  const run = makeRun(samples, { votes: [{ ...vote, shown: ['dawn/apixo/1', other] }] });
  expect(toReport(run).providers[0]?.votes).toEqual(expected);
});

const times = (...totals: readonly number[]): readonly Sample[] =>
  makeSamples(totals.map((totalMs) => ({ timing: makeTiming(totalMs) })));

/** The verdict on the median time. */
const verdicts = [
  ['intervals apart', [1, 2, 3, 4, 5], [6, 7, 8, 9, 10], 'changed'],
  ['intervals apart, the other way', [6, 7, 8, 9, 10], [1, 2, 3, 4, 5], 'changed'],
  ['intervals that overlap', [1, 2, 3, 4, 5], [5, 6, 7, 8, 9], 'unclear'],
  ['too few before', [1, 2, 3, 4], [6, 7, 8, 9, 10], 'too-few'],
  ['none before', [], [6, 7, 8, 9, 10], 'too-few'],
] as const;

test.each(verdicts)('against an earlier run: %s', (_name, before, after, verdict) => {
  const earlier = makeRun(times(...before), {
    id: 'run-0',
    providers: [{ id: 'apixo', vendor: 'apixo' }],
  });
  const report = toReport(makeRun(times(...after)), earlier);
  expect(report.against).toMatchObject({ runId: 'run-0', createdAt: earlier.createdAt });
  const change = report.against?.changes.find(({ figure }) => figure === 'totalMs');
  expect(change?.verdict).toBe(verdict);
});

test('digits that differ by the order of adding are no change', () => {
  const similar = (count: number): readonly Sample[] =>
    makeSamples(
      repeat(count, { fidelity: { start: { ssim: 0.1, asked: 'a.png', got: 'b.png' } } }),
    );
  const report = toReport(makeRun(similar(100)), makeRun(similar(5)));
  const change = report.against?.changes.find(({ figure }) => figure === 'startFidelity');
  expect(change?.before.value).not.toBe(change?.after.value);
  expect(change?.verdict).toBe('unclear');
});

test('only providers of both runs, and figures that one of them has, are compared', () => {
  const before = makeRun([makeSample(), makeSample({ provider: 'fal' })]);
  const changes = toReport(makeRun([makeSample()]), before).against?.changes ?? [];
  expect(changes.map(({ provider, figure }) => `${provider} ${figure}`)).toEqual([
    'apixo successRate',
  ]);
});

test('a run of nothing has a report', () => {
  const report = toReport(makeRun([]));
  expect(report.providers).toEqual([]);
});

test('a provider that was left out of every request has figures without values', () => {
  const run = makeRun([], { providers: [{ id: 'fal', vendor: 'fal' }] });
  const [summary] = toReport(run).providers;
  const none = { samples: 0, missing: 5 };
  expect(summary).toEqual({
    provider: 'fal',
    samples: 0,
    finished: 0,
    succeeded: 0,
    pending: 0,
    successRate: none,
    failures: {},
    held: {},
    quotedUsdMicros: none,
    chargedUsdMicros: none,
    usdMicrosPerSample: none,
    usdMicrosPerSecond: none,
    costBasis: 'quoted',
    priceDrift: none,
    totalMs: none,
    totalMsP95: { samples: 0, missing: 20 },
    queueMs: none,
    runMs: none,
    resolutionMs: 0,
    polls: none,
    startFidelity: none,
    endFidelity: none,
    votes: { shown: 0, won: 0, ties: 0 },
  } satisfies ProviderSummary);
});
