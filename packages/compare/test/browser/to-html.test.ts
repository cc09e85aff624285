import { expect, test } from 'vitest';
import type { ComparisonRun, Sample } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { toHtml } from '../../src/report/to-html.ts';
import { makeRun, makeSample, makeSamples, makeTiming } from '../figures/make-run.ts';

/** The text of a page without its style and scripts; it needs no file. */
async function write(
  samples: readonly Sample[],
  change: Partial<ComparisonRun> = {},
): Promise<string> {
  const page = await toHtml(toReport(makeRun(samples, change)), '.');
  return page
    .slice(page.indexOf('<main>'), page.indexOf('<script type="module">'))
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ');
}

function quoted(count: number, sample: Partial<Sample> = {}): readonly Sample[] {
  const one = { quotedUsdMicros: 300_000, timing: makeTiming(40_000), ...sample };
  return makeSamples(Array.from({ length: count }, () => one));
}

test('the money is told first: what was spent, estimated and allowed', async () => {
  const samples = [
    ...quoted(1, { chargedUsdMicros: 310_000 }),
    makeSample({ repeat: 2, state: 'held', quotedUsdMicros: 300_000 }),
    makeSample({ repeat: 3, state: 'pending', quotedUsdMicros: 300_000 }),
  ];
  const text = await write(samples, { maxUsd: 5 });
  expect(text).toContain('Spent $0.61');
  expect(text).toContain('Estimate $0.90, at most $5.00; quotes stand in where no charge is known');
});

test('a simulated run and one that is not over say so', async () => {
  const { finishedAt: _, ...open } = makeRun([makeSample({ state: 'pending' })]);
  const page = await toHtml(toReport({ ...open, simulated: true, endedEarly: 'canceled' }), '.');
  expect(page).toContain('<strong>Simulated</strong>');
  expect(page).toContain(
    '<strong>Partial</strong> 1 of 1 sample is not over. It ended early: canceled.',
  );
  const whole = await write(quoted(1));
  expect(whole).not.toMatch(/Simulated|Partial/);
});

test('too few runs are told by how many are missing, never by an invented interval', async () => {
  expect(await write(quoted(3))).toContain('40.0 s 2 more runs needed for an interval');
  expect(await write(quoted(5))).toContain('40.0 s 40.0 s – 40.0 s');
});

test('a lead is told with what it is worth', async () => {
  const cheap = quoted(5, { provider: 'apixo' });
  const dear = quoted(5, { provider: 'aimlapi', timing: makeTiming(90_000) });
  expect(await write([...cheap, ...dear])).toContain(
    'Fastest apixo 40.0 s, median; clear of all others',
  );
  expect(await write([...cheap.slice(0, 2), ...dear])).toContain('too few runs to be sure');
  expect(await write([...cheap, ...dear])).toContain('Most reliable No difference 100% succeeded');
});

test('a run without samples or clips is a page, too', async () => {
  const text = await write([], { requests: [], providers: [] });
  expect(text).toContain('Spent nothing yet');
  expect(text).toContain('0 requests at 0 providers');
  const unclipped = await write(quoted(1), { requests: makeRun(quoted(1)).requests });
  expect(unclipped).toContain('It succeeded, but no clip was kept');
  expect(unclipped).toContain(
    'Not drawn, because no clip of theirs has both a price and a time: apixo.',
  );
});

test('changes against an earlier run are told with their verdict', async () => {
  const before = makeRun(quoted(5));
  const after = makeRun(quoted(5, { timing: makeTiming(80_000) }));
  const page = await toHtml(toReport(after, { ...before, id: 'earlier' }), '.');
  expect(page).toContain('<code>earlier</code>');
  expect(page).toMatch(
    /<tr class="changed"><th scope="row"><bdi>apixo<\/bdi><\/th><td>median time<\/td>/,
  );
});

test('the same report is the same page', async () => {
  const report = toReport(makeRun(quoted(3)));
  expect(await toHtml(report, '.')).toBe(await toHtml(report, '.'));
});
