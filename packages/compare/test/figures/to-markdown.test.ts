import { expect, test } from 'vitest';
import type { ComparisonRun, Sample, Vote } from '../../src/comparison-run.ts';
import { toReport } from '../../src/figures/to-report.ts';
import { toMarkdown } from '../../src/report/to-markdown.ts';
import { toCode, toPlain } from '../../src/report/to-markdown-text.ts';
import { makeClip, makeRun, makeSample, makeSamples, makeTiming } from './make-run.ts';

function write(
  samples: readonly Sample[],
  run: Partial<ComparisonRun> = {},
  against?: ComparisonRun,
): string {
  return toMarkdown(toReport(makeRun(samples, run), against));
}

/** The lines of a section, without its heading. */
function sectionOf(markdown: string, title: string): readonly string[] {
  const after = markdown.split(`## ${title}\n\n`)[1];
  if (after === undefined) throw new Error(`There is no section ${title}.`);
  return (after.split('\n\n#')[0] ?? '').trimEnd().split('\n');
}

const good: Partial<Sample> = {
  quotedUsdMicros: 300_000,
  clip: makeClip(),
  timing: makeTiming(42_100, { basis: 'polls', resolutionMs: 5_000 }),
};

test('a small comparison reads as it stands here', () => {
  const samples = [
    makeSample(good),
    makeSample({
      provider: 'aimlapi',
      state: 'failed',
      code: 'rate-limited',
      message: 'Too many requests.',
      chargedUsdMicros: 0,
    }),
  ];
  expect(write(samples)).toBe(`# Comparison run-1

1 request × 2 providers × 1 repeat, at most $5.00 in all, begun 21 November 2026 at 10:00 UTC, seed 7.

| provider | success | $ per sample | $ per second | median time | p95 | start frame | end frame | held |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
| apixo | 1 of 1, 100% | $0.30 quoted | $0.06 | 42.1 s | – | – | – | 0 |
| aimlapi | 0 of 1, 0% | – | – | – | – | – | – | 0 |

- apixo: 4 more samples needed for intervals, 19 more samples needed for the 95th percentile; times as seen by polls, up to 5.00 s late; no charge is known: quotes stand in
- aimlapi: 5 more samples needed for intervals, 20 more samples needed for the 95th percentile

In brackets: 95% intervals, from 5 samples on (of the median of five: 94%). $ per second is all that was spent, on failures too, by the seconds of video that play. Frames: structural similarity to the asked ones, 1 being the same picture.

## Failures

- aimlapi: 1 × rate-limited, such as \`Too many requests.\`

## Requests

- dawn: \`dawn breaks over the ridge\` (kling-2.5-turbo-pro, 5 s)
`);
});

test('twenty samples have intervals and a 95th percentile, and need nothing', () => {
  const samples = makeSamples(
    Array.from({ length: 20 }, (_item, index) => ({
      chargedUsdMicros: 300_000,
      clip: makeClip(),
      timing: makeTiming(40_000 + index * 1_000),
    })),
  );
  const markdown = write(samples);
  expect(markdown).toContain(
    '| apixo | 20 of 20, 100% (83.9%–100%) | $0.30 ($0.30–$0.30) charged | $0.06 ($0.06–$0.06) | 49.5 s (45.0 s–54.0 s) | 58.0 s | – | – | 0 |',
  );
  expect(markdown).not.toContain('needed');
});

/** What stands at the top of a run that somebody might take for a whole or a real one. */
const notices: readonly (readonly [
  string,
  Partial<ComparisonRun>,
  Sample['state'],
  readonly string[],
])[] = [
  ['a whole and real run', {}, 'succeeded', []],
  ['a simulated run', { simulated: true }, 'succeeded', ['SIMULATED']],
  ['a run that goes on', {}, 'pending', ['PARTIAL']],
  ['a run that ended early', { endedEarly: 'canceled' }, 'pending', ['PARTIAL']],
  ['both', { simulated: true, endedEarly: 'canceled' }, 'pending', ['SIMULATED', 'PARTIAL']],
];

test.each(notices)('%s has its notices above all figures', (_name, run, state, expected) => {
  const [top = ''] = write([makeSample({ state }), makeSample({ repeat: 2 })], run).split('\n| ');
  expect([...top.matchAll(/^> \*\*([A-Z]+)\*\*/gm)].map(([, notice]) => notice)).toEqual(expected);
});

test('a partial run says how much of it there is, and why', () => {
  const samples = [makeSample({ state: 'pending' }), makeSample({ repeat: 2 })];
  expect(write(samples, { endedEarly: 'canceled' })).toContain(
    '> **PARTIAL**: 1 of 2 samples is not over. It ended early: canceled.',
  );
});

test('what stands behind the figures is told, each once', () => {
  const adaptations = [
    { field: 'cfgScale', requested: 0.55, applied: 0.6, reason: 'steps of 0.1' },
    { field: 'aspectRatio', requested: '16:9', applied: null, reason: 'the frame decides' },
  ];
  const samples = makeSamples([
    { adaptations },
    { adaptations, clip: makeClip({ plays: false, problem: 'No frames.' }) },
    { state: 'held', code: 'stalled', message: 'Nothing heard for an hour.' },
    { state: 'held', code: 'stalled' },
    { fidelity: { missing: 'The picture is 1 × 1.' } },
    { code: 'asset-expired', message: 'The link is dead.' },
    { state: 'pending', code: 'budget-exceeded', message: 'Too little left.' },
    { state: 'pending' },
  ]);
  const leftOut = [
    { requestId: 'dawn', provider: 'fal', reason: 'unsupported-end-frame', message: 'No end.' },
  ];
  const markdown = write(samples, { leftOut });
  const titles = [
    ['Held', ['- apixo: 2 × stalled, such as `Nothing heard for an hour.`']],
    ['Not sent, or not over', ['- apixo: 1 × budget-exceeded, such as `Too little left.`']],
    [
      'Clips that are lost or do not play',
      ['- dawn/apixo/2: `No frames.`', '- dawn/apixo/6: `The link is dead.`'],
    ],
    ['Frames that could not be compared', ['- apixo: 1 sample, `The picture is 1 × 1.`']],
    ['Left out', ['- fal, dawn: unsupported-end-frame, `No end.`']],
    [
      'Requested → applied',
      [
        '- apixo, dawn: cfgScale `0.55` → `0.6` (steps of 0.1)',
        '- apixo, dawn: aspectRatio `16:9` → not sent (the frame decides)',
      ],
    ],
  ] as const;
  for (const [title, lines] of titles) expect(sectionOf(markdown, title)).toEqual(lines);
});

test('what has changed is a table, what has not clearly is a line', () => {
  const at = (totalMs: number): readonly Sample[] =>
    makeSamples(
      Array.from({ length: 5 }, (_item, index) => ({
        chargedUsdMicros: 300_000,
        timing: makeTiming(totalMs + index * 100, { queueMs: 500 }),
        ...(index === 0 ? {} : { fidelity: { start: { ssim: 1, asked: 'a', got: 'b' } } }),
      })),
    );
  const markdown = write(at(60_000), {}, makeRun(at(40_000), { id: 'run-0' }));
  expect(sectionOf(markdown, 'Against run-0 of 21 November 2026 at 10:00 UTC')).toEqual([
    '| provider | figure | before | after |',
    '| --- | ---: | ---: | ---: |',
    '| apixo | median time | 40.2 s (40.0 s–40.4 s) | 60.2 s (60.0 s–60.4 s) |',
    '',
    '- No clear change (the intervals overlap): apixo, success, charge, $ per sample, median queue',
    '- Too few samples to say: apixo, start frame',
  ]);
});

test('against a run that was the same nothing has clearly changed', () => {
  expect(write([makeSample()], {}, makeRun([makeSample()]))).toContain(
    '\n\nNothing has clearly changed.\n\n- Too few samples to say: apixo, success\n\n',
  );
});

test('votes are told', () => {
  const samples = [makeSample(), makeSample({ provider: 'fal' })];
  const shown: Vote['shown'] = ['dawn/apixo/1', 'dawn/fal/1'];
  const tie = { requestId: 'dawn', at: 0, shown };
  const markdown = write(samples, { votes: [{ ...tie, chosen: 'dawn/fal/1' }, tie] });
  expect(markdown).toContain('won 0 of 2 blind votes, 1 tie');
  expect(markdown).toContain('won 1 of 2 blind votes, 1 tie');
});

/** Foreign text between backticks, where nothing of it is markup. */
const codes = [
  ['plain', '`plain`'],
  ['a | b <b>c</b> *d* @somebody #1', '`a | b <b>c</b> *d* @somebody #1`'],
  ['line\r\nbreak\u0000\tand\u2028more', '`line break and more`'],
  ['a `tick`', '`` a `tick` ``'],
  ['``` fence', '```` ``` fence ````'],
  ['inner ` one', '``inner ` one``'],
  [' \n ', '(blank)'],
] as const;

test.each(codes)('%j is written as code', (text, expected) => {
  expect(toCode(text)).toBe(expected);
});

test('long text is cut between characters, not inside of one', () => {
  expect(toCode('🌄'.repeat(200))).toBe(`\`${'🌄'.repeat(159)}…\``);
});

/** Foreign names as words, of which none begins markup or ends a cell. */
const words = [
  ['films-2', 'films-2'],
  ['a|b', 'a&#124;b'],
  ['a\\|b', 'a&#92;&#124;b'],
  ['<img src=x>', '&#60;img src=x&#62;'],
  ['*_`[x](y)~#!', String.raw`\*\_\`\[x\](y)\~\#\!`],
  ['two\nlines', 'two lines'],
] as const;

test.each(words)('%j is written as words', (text, expected) => {
  expect(toPlain(text)).toBe(expected);
});

test('a name with bars and breaks leaves the table whole', () => {
  const rows = write([makeSample({ provider: 'a | b\n| c' })])
    .split('\n')
    .filter((line) => line.startsWith('|'));
  expect(rows).toHaveLength(3);
  expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([11]));
});

test('no line ends in a blank, and the last one ends the text', () => {
  const markdown = write([makeSample(good)], { simulated: true });
  expect(markdown).not.toMatch(/[ \t]$/m);
  expect(markdown).toMatch(/[^\n]\n$/);
});
