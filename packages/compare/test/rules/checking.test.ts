import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Sample } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { checkRules } from '../../src/rules/check-rules.ts';
import type { ComparisonRules } from '../../src/rules/comparison-rules.ts';
import { parseComparisonRules } from '../../src/rules/parse-comparison-rules.ts';
import { makeClip, makeRun, makeSample, makeSamples, makeTiming } from '../figures/make-run.ts';

const frame = { asked: 'frames/a.png', got: 'frames/b.png' };
const good: Partial<Sample> = {
  quotedUsdMicros: 300_000,
  chargedUsdMicros: 330_000,
  clip: makeClip(),
  timing: makeTiming(42_100),
  fidelity: { start: { ssim: 0.97, ...frame }, end: { ssim: 0.9, ...frame } },
};
const held: Partial<Sample> = { state: 'held', code: 'stalled', chargedUsdMicros: 330_000 };
/** Four that succeeded and a held one. */
const few = makeSamples([good, good, good, good, held]);
/** Twenty that finished, of which one failed. */
const many = makeSamples([
  { state: 'failed', chargedUsdMicros: 0 },
  ...Array.from({ length: 19 }, (_item, index) => ({
    ...good,
    timing: makeTiming(40_000 + index * 1_000),
  })),
]);

const check = (samples: readonly Sample[], rules: ComparisonRules) =>
  checkRules(toReport(makeRun(samples)), rules);

/** A rule that is just kept, the same one that is just broken, and what is said of both. */
const edges: readonly (readonly [ComparisonRules, string, ComparisonRules, string])[] = [
  [
    { costAtMost: 0.33 },
    'apixo: the mean cost of a sample is $0.33, at most $0.33 (5 samples, 95% interval $0.33 to $0.33)',
    { costAtMost: 0.329999 },
    'apixo: the mean cost of a sample is $0.33, above $0.329999 (5 samples, 95% interval $0.33 to $0.33)',
  ],
  [
    { usdPerSecondAtMost: 0.0825 },
    'apixo: the cost of a second that plays is $0.0825, at most $0.0825 (5 samples, 95% interval $0.025254 to $0.139746)',
    { usdPerSecondAtMost: 0.08 },
    'apixo: the cost of a second that plays is $0.0825, above $0.08 (5 samples, 95% interval $0.025254 to $0.139746)',
  ],
  [
    { medianSecondsAtMost: 42.1 },
    'apixo: the median time is 42.1 s, at most 42.1 s (4 samples, 1 more needed for an interval)',
    { medianSecondsAtMost: 42 },
    'apixo: the median time is 42.1 s, above 42 s (4 samples, 1 more needed for an interval)',
  ],
  [
    { successAtLeast: 1 },
    'apixo: the success rate is 100%, at least 100% (4 samples, 1 more needed for an interval)',
    { successAtLeast: { bound: 0.1, by: 'interval' } },
    'apixo: the success rate has no interval (4 samples, 1 more needed for an interval)',
  ],
  [
    { startFidelityAtLeast: 0.97 },
    'apixo: the similarity to the start frame is 0.97, at least 0.97 (4 samples, 1 more needed for an interval)',
    { startFidelityAtLeast: 0.98 },
    'apixo: the similarity to the start frame is 0.97, below 0.98 (4 samples, 1 more needed for an interval)',
  ],
  [
    { endFidelityAtLeast: 0.9 },
    'apixo: the similarity to the end frame is 0.9, at least 0.9 (4 samples, 1 more needed for an interval)',
    { endFidelityAtLeast: 0.91 },
    'apixo: the similarity to the end frame is 0.9, below 0.91 (4 samples, 1 more needed for an interval)',
  ],
  [
    { priceDriftAtMost: 0.1 },
    'apixo: the drift of the charges from the quotes is 10%, at most 10% (4 samples, 1 more needed for an interval)',
    { priceDriftAtMost: 0.05 },
    'apixo: the drift of the charges from the quotes is 10%, above 5% (4 samples, 1 more needed for an interval)',
  ],
  [
    { heldAtMost: 1 },
    'apixo: the number of held samples is 1, at most 1 (5 samples)',
    { heldAtMost: 0 },
    'apixo: the number of held samples is 1, above 0 (5 samples)',
  ],
];

test.each(edges)(
  '%o is just kept, and what asks for more is broken',
  (kept, why, broken, whyNot) => {
    expect(check(few, kept)).toEqual([
      { rule: Object.keys(kept)[0], provider: 'apixo', ok: true, message: why },
    ]);
    expect(check(few, broken)).toEqual([
      { rule: Object.keys(broken)[0], provider: 'apixo', ok: false, message: whyNot },
    ]);
  },
);

/** By interval, the worse end counts: the upper one of what has a most, the lower one of what has a least. */
const byInterval: readonly (readonly [ComparisonRules, boolean, string])[] = [
  [{ medianSecondsAtMost: 49 }, true, 'is 49 s, at most 49 s'],
  [{ medianSecondsAtMost: { bound: 49, by: 'interval' } }, false, 'may be 54 s, above 49 s'],
  [{ medianSecondsAtMost: { bound: 54, by: 'interval' } }, true, 'may be 54 s, at most 54 s'],
  [{ successAtLeast: 0.95 }, true, 'is 95%, at least 95%'],
  [{ successAtLeast: { bound: 0.95, by: 'value' } }, true, 'is 95%, at least 95%'],
  [{ successAtLeast: { bound: 0.95, by: 'interval' } }, false, 'may be 76.3869%, below 95%'],
  [{ successAtLeast: { bound: 0.7, by: 'interval' } }, true, 'may be 76.3869%, at least 70%'],
];

test.each(byInterval)('%o: %s', (rules, ok, told) => {
  const [result] = check(many, rules);
  expect(result?.ok).toBe(ok);
  expect(result?.message).toContain(told);
});

test('a 95th percentile takes 20 samples', () => {
  const rules = { p95SecondsAtMost: 1_000 };
  expect(check(many, rules)).toEqual([
    {
      rule: 'p95SecondsAtMost',
      provider: 'apixo',
      ok: false,
      message: 'apixo: the 95th percentile of the times is not known (19 samples, 1 more needed)',
    },
  ]);
  const [result] = check([...many, makeSample({ timing: makeTiming(1), repeat: 21 })], rules);
  expect(result?.ok).toBe(true);
});

test('what nothing measures fails, and what is still pending is said', () => {
  const samples = [makeSample({ state: 'pending' }), makeSample({ state: 'pending', repeat: 2 })];
  const results = check(samples, { costAtMost: 1, successAtLeast: 0, priceDriftAtMost: 9 });
  expect(results.map(({ ok, message }) => [ok, message])).toEqual([
    [false, 'apixo: the mean cost of a sample is not known (0 samples, 2 still pending)'],
    [false, 'apixo: the success rate is not known (0 samples, 2 still pending)'],
    [
      false,
      'apixo: the drift of the charges from the quotes is not known (0 samples, 2 still pending)',
    ],
  ]);
});

test('a provider has its own bounds in the place of those for all, or none', () => {
  const samples = ['apixo', 'fal', 'aimlapi'].map((provider) => makeSample({ ...good, provider }));
  const results = check(samples, {
    costAtMost: 1,
    medianSecondsAtMost: 60,
    providers: { fal: { costAtMost: 0.1 }, aimlapi: { without: ['costAtMost'] } },
  });
  expect(results.map(({ provider, rule, ok }) => [provider, rule, ok])).toEqual([
    ['apixo', 'costAtMost', true],
    ['apixo', 'medianSecondsAtMost', true],
    ['fal', 'costAtMost', false],
    ['fal', 'medianSecondsAtMost', true],
    ['aimlapi', 'medianSecondsAtMost', true],
  ]);
});

test('rules for a provider that the run does not have fail', () => {
  const results = check([makeSample()], { providers: { apixoo: { heldAtMost: 0 } } });
  expect(results).toEqual([
    {
      rule: 'providers',
      provider: 'apixoo',
      ok: false,
      message: 'apixoo: there are rules for it, but the run has only apixo',
    },
  ]);
});

const allowedRules =
  'costAtMost, usdPerSecondAtMost, medianSecondsAtMost, p95SecondsAtMost, successAtLeast, ' +
  'startFidelityAtLeast, endFidelityAtLeast, priceDriftAtMost, heldAtMost';

/** What a file holds, and what is said of it. */
const wrong: readonly (readonly [unknown, string])[] = [
  [{}, `r.yaml: at least one rule: ${allowedRules}`],
  [{ providers: { fal: {} } }, `r.yaml: at least one rule: ${allowedRules}`],
  [null, `r.yaml: not a group of fields; allowed: ${allowedRules}, providers`],
  [{ costAtMots: 1 }, `r.yaml: costAtMots: unknown; allowed: ${allowedRules}, providers`],
  [
    { costAtMost: '0.6' },
    'r.yaml: costAtMost: dollars, a number of at least 0, or { bound, by: value or interval }',
  ],
  [{ costAtMost: -1 }, 'r.yaml: costAtMost: dollars, a number of at least 0'],
  [{ successAtLeast: 90 }, 'r.yaml: successAtLeast: a share from 0 to 1, such as 0.9'],
  [
    { successAtLeast: { bound: 0.9, by: 'median' } },
    'r.yaml: successAtLeast: a share from 0 to 1, such as 0.9, or { bound, by: value or interval }',
  ],
  [{ heldAtMost: 0.5 }, 'r.yaml: heldAtMost: a whole number of at least 0'],
  [
    { providers: { fal: { endFidelityAtLeast: 2 } } },
    'r.yaml: providers.fal.endFidelityAtLeast: a structural similarity from -1 to 1, such as 0.95',
  ],
  [
    { heldAtMost: 0, providers: { fal: { without: ['cost'] } } },
    `r.yaml: providers.fal.without.0: one of ${allowedRules}`,
  ],
  [
    { costAtMost: -1, heldAtMost: -1 },
    'r.yaml: costAtMost: dollars, a number of at least 0\nr.yaml: heldAtMost: a whole number of at least 0',
  ],
];

test.each(wrong)('%o is refused with its place', (input, message) => {
  expect(() => parseComparisonRules(input, 'r.yaml')).toThrow(
    expect.objectContaining({ code: 'configuration', message }),
  );
});

test('the example file holds rules', () => {
  const file = new URL('../../../../examples/comparison-rules.yaml', import.meta.url);
  const rules = parseComparisonRules(parse(readFileSync(file, 'utf8')), 'comparison-rules.yaml');
  expect(rules).toMatchObject({ costAtMost: 0.6, successAtLeast: 0.9 });
});
