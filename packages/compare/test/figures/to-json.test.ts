import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { toReport } from '../../src/figures/to-report.ts';
import { toJson } from '../../src/report/to-json.ts';
import { toReportJsonSchema } from '../../src/report/to-json-schema.ts';
import { makeClip, makeRun, makeSample, makeTiming } from './make-run.ts';

const file = new URL('../../comparison-report.schema.json', import.meta.url);
const run = makeRun([
  makeSample({ clip: makeClip(), timing: makeTiming(40_000), chargedUsdMicros: 300_000 }),
  makeSample({ repeat: 2, state: 'failed', code: 'rate-limited' }),
  makeSample({ repeat: 3, state: 'failed', code: 'content-rejected' }),
]);

test('the published schema is the one that the package makes', () => {
  // After a change: node --conditions=@vidgate/source packages/compare/test/figures/write-report-schema.ts,
  // then the formatter.
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(toReportJsonSchema());
});

const published = z.fromJSONSchema(z.looseObject({}).parse(toReportJsonSchema()));

test('the published schema takes what is written, and a field more', () => {
  const written = z.looseObject({}).parse(JSON.parse(toJson(toReport(run, run))));
  expect(published.safeParse(written).success).toBe(true);
  expect(published.safeParse({ ...written, later: 1 }).success).toBe(true);
});

test('the published schema refuses a report without its run', () => {
  const { run: _run, ...rest } = toReport(run);
  expect(published.safeParse(rest).success).toBe(false);
});

test('the same report gives the same text, whatever the order of its fields', () => {
  const report = toReport(run);
  const [summary, ...others] = report.providers;
  if (summary === undefined) throw new Error('The run has no provider.');
  const reverse = <T extends object>(value: T): T =>
    // The same fields with the same values, so the same type.
    Object.fromEntries(Object.entries(value).toReversed()) as T;
  const turned = reverse({ ...summary, failures: reverse(summary.failures) });
  expect(toJson(reverse({ ...report, providers: [turned, ...others] }))).toBe(toJson(report));
  expect(toJson(report)).toMatch(/^\{\n {2}"format": "vidgate-comparison-report-1",\n {2}"run"/);
});

test('a number that JSON cannot hold is refused, not written as null', () => {
  expect(() => toJson(toReport({ ...run, maxUsd: Number.POSITIVE_INFINITY }))).toThrow(/maxUsd/);
});
