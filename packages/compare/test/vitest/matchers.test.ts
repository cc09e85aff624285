import { expect, test } from 'vitest';
import type { ProviderSummary } from '../../src/comparison-report.ts';
import type { ComparisonRun, Sample } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import '../../src/vitest.ts';
import { makeClip, makeRun, makeSample, makeTiming } from '../figures/make-run.ts';

const frame = { asked: 'frames/a.png', got: 'frames/b.png' };
const good: Partial<Sample> = {
  quotedUsdMicros: 300_000,
  chargedUsdMicros: 330_000,
  clip: makeClip(),
  timing: makeTiming(42_000),
  fidelity: { start: { ssim: 0.97, ...frame }, end: { ssim: 0.9, ...frame } },
};
/** Dearer and slower than its quote, drifting, failing half of the time, and with other frames. */
const bad: readonly Sample[] = [
  makeSample({
    provider: 'fal',
    quotedUsdMicros: 300_000,
    chargedUsdMicros: 900_000,
    timing: makeTiming(90_000),
    fidelity: { start: { ssim: 0.4, ...frame }, end: { ssim: 0.3, ...frame } },
  }),
  makeSample({ provider: 'fal', repeat: 2, state: 'failed', chargedUsdMicros: 900_000 }),
];

function setup(
  samples: readonly Sample[] = [makeSample(good), ...bad],
  run: Partial<ComparisonRun> = {},
) {
  const report = toReport(makeRun(samples, run));
  const summaryOf = (id: string): ProviderSummary => {
    const summary = report.providers.find(({ provider }) => provider === id);
    if (summary === undefined) throw new Error(`The run has no ${id}.`);
    return summary;
  };
  return { report, summaryOf };
}

type Check = (assertion: ReturnType<typeof expect<unknown>>) => void;

/** A matcher that apixo passes and fal fails, and what is said of fal. */
const matchers: readonly (readonly [string, Check, string])[] = [
  [
    'toCostAtMost',
    (it) => it.toCostAtMost(0.33),
    'toCostAtMost: out of bounds\n  fal: the mean cost of a sample is $0.90, above $0.33 (2 samples, 3 more needed for an interval)',
  ],
  [
    'toFinishWithin',
    (it) => it.toFinishWithin(42),
    'toFinishWithin: out of bounds\n  fal: the median time is 90 s, above 42 s (1 sample, 4 more needed for an interval)',
  ],
  [
    'toSucceedAtLeast',
    (it) => it.toSucceedAtLeast(0.9),
    'toSucceedAtLeast: out of bounds\n  fal: the success rate is 50%, below 90% (2 samples, 3 more needed for an interval)',
  ],
  [
    'toKeepFrames',
    (it) => it.toKeepFrames(0.9),
    'toKeepFrames: out of bounds\n  fal: the similarity to the start frame is 0.4, below 0.9 (1 sample, 4 more needed for an interval)\n  fal: the similarity to the end frame is 0.3, below 0.9 (1 sample, 4 more needed for an interval)',
  ],
  [
    'toStayWithinQuote',
    (it) => it.toStayWithinQuote(0.1),
    'toStayWithinQuote: out of bounds\n  fal: the drift of the charges from the quotes is 200%, above 10% (1 sample, 4 more needed for an interval)',
  ],
];

test.each(matchers)(
  '%s passes and fails, for a summary as for a report',
  (_name, check, message) => {
    const { report, summaryOf } = setup();
    expect(() => check(expect(summaryOf('apixo')))).not.toThrow();
    expect(() => check(expect(summaryOf('fal')))).toThrow(message);
    expect(() => check(expect(report))).toThrow(message);
    expect(() => check(expect(setup([makeSample(good)]).report))).not.toThrow();
  },
);

test.each(matchers)(
  '%s fails under .not with the figure that is within the bound',
  (name, check) => {
    const { summaryOf } = setup();
    expect(() => check(expect(summaryOf('fal')).not)).not.toThrow();
    expect(() => check(expect(summaryOf('apixo')).not)).toThrow(
      new RegExp(
        `^not\\.${name}: every figure is within the bound\\n  apixo: the .* at (?:most|least) `,
      ),
    );
  },
);

test.each(matchers)('%s fails either way where nothing was measured', (name, check) => {
  const { report } = setup([makeSample({ state: 'pending' })]);
  const untold = new RegExp(
    `^${name} cannot be told\\n  apixo: the .* is not known \\(0 samples, 1 still`,
  );
  expect(() => check(expect(report))).toThrow(untold);
  expect(() => check(expect(report).not)).toThrow(untold);
});

test('by interval, too few samples cannot be told', () => {
  const { summaryOf } = setup();
  expect(() => expect(summaryOf('apixo')).toSucceedAtLeast(0.1, { by: 'interval' })).toThrow(
    'apixo: the success rate has no interval (1 sample, 4 more needed for an interval)',
  );
});

/** Which frames were asked for and which were measured, and whether that can be told. */
const start = { start: { ssim: 0.97, ...frame } };
const frames: readonly (readonly [string, object, Sample['fidelity'], boolean])[] = [
  ['a start frame alone', { startFrame: {} }, start, true],
  ['an end frame that was not compared', { startFrame: {}, endFrame: {} }, start, false],
  ['a start frame that was not compared', { startFrame: {} }, { missing: 'No decoder.' }, false],
  ['no frame at all', {}, undefined, false],
];

test.each(frames)('toKeepFrames of a report with %s', (_name, asked, fidelity, told) => {
  const sample = makeSample({ ...good, ...(fidelity === undefined ? {} : { fidelity }) });
  const { fidelity: _kept, ...bare } = sample;
  const made = fidelity === undefined ? bare : sample;
  const request = { id: 'dawn', prompt: 'dawn', model: 'kling-2.5-turbo-pro', durationSeconds: 5 };
  const { report } = setup([made], { requests: [{ ...request, ...asked }] });
  const check = (): void => expect(report).toKeepFrames(0.9);
  if (told) expect(check).not.toThrow();
  else expect(check).toThrow('toKeepFrames cannot be told');
});

test('what is no report, no provider or no number is said', () => {
  const { summaryOf } = setup();
  expect(() => expect({ usd: 1 }).toCostAtMost(1)).toThrow(
    'toCostAtMost takes a comparison report or the summary of one provider.',
  );
  expect(() => expect(setup([]).report).toCostAtMost(1)).toThrow('the report has no provider');
  expect(() => expect(summaryOf('apixo')).not.toFinishWithin(Number.NaN)).toThrow(
    'toFinishWithin takes a finite number, not NaN.',
  );
});
