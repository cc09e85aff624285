import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ProviderSummary } from '../../src/comparison-report.ts';
import { comparisonReportSchema } from '../../src/comparison-report.ts';
import type { Sample } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { toJson } from '../../src/report/to-json.ts';
import { toMarkdown } from '../../src/report/to-markdown.ts';
import { makeClip, makeRun, makeSample, makeTiming } from './make-run.ts';

const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined });
const usdMicros = maybe(fc.integer({ min: 0, max: 5_000_000 }));
const finite = { noNaN: true, noDefaultInfinity: true };
const ssim = maybe(fc.double({ min: -1, max: 1, ...finite }));

/** Without the fields that are absent, as a run read from a file is. */
function drop<T extends object>(value: T): object {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined));
}

const samples: fc.Arbitrary<Sample> = fc
  .record({
    provider: fc.constantFrom('a', 'b'),
    repeat: fc.integer({ min: 1, max: 40 }),
    state: fc.constantFrom<Sample['state'][]>(
      'pending',
      'succeeded',
      'succeeded',
      'failed',
      'held',
      'canceled',
    ),
    code: maybe(fc.constantFrom('rate-limited', 'stalled')),
    quotedUsdMicros: usdMicros,
    chargedUsdMicros: usdMicros,
    submittedAt: maybe(fc.integer({ min: 0, max: 1_000 })),
    polls: fc.integer({ min: 0, max: 100 }),
    totalMs: maybe(fc.double({ min: 0, max: 1e7, ...finite })),
    plays: fc.boolean(),
    // Read from a file, a length is a whole number of microseconds.
    durationSeconds: fc.integer({ min: 0, max: 60_000_000 }).map((micros) => micros / 1e6),
    start: ssim,
    end: ssim,
  })
  .map(({ totalMs, plays, durationSeconds, start, end, ...fields }) => {
    const frame = (value: number | undefined): object | undefined =>
      value === undefined ? undefined : { ssim: value, asked: 'a.png', got: 'b.png' };
    return makeSample({
      ...drop(fields),
      ...(totalMs === undefined ? {} : { timing: makeTiming(totalMs) }),
      clip: makeClip({ plays, durationSeconds }),
      fidelity: drop({ start: frame(start), end: frame(end) }),
    });
  });

const runs = fc
  .array(samples, { maxLength: 40 })
  .map((made) => makeRun(made, { providers: ['a', 'b'].map((id) => ({ id, vendor: id })) }));

/** Every figure of a summary, with the range in which it can lie. */
const ranges = {
  successRate: [0, 1],
  quotedUsdMicros: [0, Number.MAX_VALUE],
  chargedUsdMicros: [0, Number.MAX_VALUE],
  usdMicrosPerSample: [0, Number.MAX_VALUE],
  usdMicrosPerSecond: [0, Number.MAX_VALUE],
  priceDrift: [0, Number.MAX_VALUE],
  totalMs: [0, 1e7],
  totalMsP95: [0, 1e7],
  polls: [0, Number.MAX_VALUE],
  startFidelity: [-1, 1],
  endFidelity: [-1, 1],
} as const satisfies Partial<Record<keyof ProviderSummary, readonly [number, number]>>;

const names = Object.keys(ranges).filter((name): name is keyof typeof ranges => name in ranges);

test('a value lies in its range and in its interval, and what is missing is said', () => {
  fc.assert(
    fc.property(runs, fc.constantFrom(...names), (run, name) => {
      const [least, most] = ranges[name];
      for (const summary of toReport(run).providers) {
        const { value, interval, samples: count, missing } = summary[name];
        expect(missing).toBe(Math.max((name === 'totalMsP95' ? 20 : 5) - count, 0));
        if (missing > 0) expect(interval).toBeUndefined();
        const [low, high] = interval ?? [value ?? least, value ?? least];
        expect([least, low, value ?? low, high, most]).toEqual(
          [least, low, value ?? low, high, most].toSorted((one, other) => one - other),
        );
      }
    }),
  );
});

test('whatever was measured, JSON holds the report and nothing in it is NaN or null', () => {
  fc.assert(
    fc.property(runs, runs, (run, earlier) => {
      const report = toReport(run, earlier);
      const json = toJson(report);
      // As text holds it: there is no -0 in JSON, and NaN would be null.
      const expected: unknown = JSON.parse(JSON.stringify(report));
      expect(comparisonReportSchema.parse(JSON.parse(json))).toEqual(expected);
      expect(toMarkdown(report)).not.toMatch(/NaN|Infinity|undefined|null/);
    }),
  );
});

test('the same run is not changed against itself', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const verdicts = toReport(run, run).against?.changes.map(({ verdict }) => verdict) ?? [];
      expect(verdicts).not.toContain('changed');
    }),
  );
});

test('one more failure that may cost never raises the success rate nor lowers the price of a second', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const failure = makeSample({ provider: 'a', state: 'failed', quotedUsdMicros: 300_000 });
      const [before] = toReport(run).providers;
      const [after] = toReport({ ...run, samples: [...run.samples, failure] }).providers;
      expect(after?.successRate.value).toBeLessThanOrEqual(before?.successRate.value ?? 1);
      if (before?.usdMicrosPerSecond.value === undefined) return;
      expect(after?.usdMicrosPerSecond.value).toBeGreaterThanOrEqual(
        before.usdMicrosPerSecond.value,
      );
    }),
  );
});

test('the order of the samples changes no figure but by rounding', () => {
  fc.assert(
    fc.property(runs, (run) => {
      const [one] = toReport(run).providers;
      const [other] = toReport({ ...run, samples: run.samples.toReversed() }).providers;
      expect(one?.totalMs).toEqual(other?.totalMs);
      expect(one?.failures).toEqual(other?.failures);
      const price = one?.usdMicrosPerSecond.value ?? 0;
      const reversed = other?.usdMicrosPerSecond.value ?? 0;
      expect(Math.abs(price - reversed)).toBeLessThanOrEqual(price * 1e-12);
    }),
  );
});
