import type { ComparisonReport, Figure, ProviderSummary } from '../comparison-report.ts';
import { sum } from '../figures/sum.ts';
import { toPlain, toTable } from './to-markdown-text.ts';
import { plural, toShare, toSimilarity, toTime, toUsd } from './units.ts';

const none = '–';

const heads = [
  'provider',
  'success',
  '$ per sample',
  '$ per second',
  'median time',
  'p95',
  'start frame',
  'end frame',
  'held',
];

/** The table of the providers, and under it what its figures rest on. */
export function toFigureLines({ providers }: ComparisonReport): readonly (readonly string[])[] {
  const notes = providers.flatMap(toNotes);
  return [
    toTable(heads, providers.map(toRow)),
    ...(notes.length === 0 ? [] : [notes]),
    [
      'In brackets: 95% intervals, from 5 samples on (of the median of five: 94%). $ per second is all ' +
        'that was spent, on failures too, by the seconds of video that play. Frames: structural ' +
        'similarity to the asked ones, 1 being the same picture.',
    ],
  ];
}

/** A figure with its interval, if it has one: `$0.30 ($0.29–$0.31)`. */
export function writeFigure(figure: Figure, write: (value: number) => string): string {
  if (figure.value === undefined) return none;
  const interval = figure.interval?.map(write).join('–');
  return `${write(figure.value)}${interval === undefined ? '' : ` (${interval})`}`;
}

function toRow(summary: ProviderSummary): readonly string[] {
  const { finished, succeeded, usdMicrosPerSample: cost } = summary;
  const basis = cost.value === undefined ? '' : ` ${summary.costBasis}`;
  return [
    toPlain(summary.provider),
    finished === 0
      ? none
      : `${succeeded} of ${finished}, ${writeFigure(summary.successRate, toShare)}`,
    `${writeFigure(cost, toUsd)}${basis}`,
    writeFigure(summary.usdMicrosPerSecond, toUsd),
    writeFigure(summary.totalMs, toTime),
    writeFigure(summary.totalMsP95, toTime),
    writeFigure(summary.startFidelity, toSimilarity),
    writeFigure(summary.endFidelity, toSimilarity),
    String(sum(Object.values(summary.held))),
  ];
}

function toNotes(summary: ProviderSummary): readonly string[] {
  const needs = [
    [mostMissing(summary), 'for intervals'],
    [summary.totalMsP95.missing, 'for the 95th percentile'],
  ] as const;
  const missing = needs
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${plural(count, 'more sample')} needed ${what}`);
  const notes = [
    ...(missing.length === 0 ? [] : [missing.join(', ')]),
    ...(summary.resolutionMs === 0
      ? []
      : [`times as seen by polls, up to ${toTime(summary.resolutionMs)} late`]),
    ...(summary.costBasis === 'charged' || summary.usdMicrosPerSample.value === undefined
      ? []
      : [
          `${summary.costBasis === 'mixed' ? 'not every charge' : 'no charge'} is known: quotes stand in`,
        ]),
    ...(summary.votes.shown === 0 ? [] : [describeVotes(summary)]),
  ];
  return notes.length === 0 ? [] : [`- ${toPlain(summary.provider)}: ${notes.join('; ')}`];
}

/** Frames are left out where none was asked for: no further sample would bring their figures. */
function mostMissing(summary: ProviderSummary): number {
  const { startFidelity, endFidelity } = summary;
  const frames = [startFidelity, endFidelity].filter(({ samples }) => samples > 0);
  const figures = [summary.successRate, summary.totalMs, summary.usdMicrosPerSample, ...frames];
  return Math.max(...figures.map(({ missing }) => missing));
}

function describeVotes({ votes }: ProviderSummary): string {
  const ties = votes.ties === 0 ? '' : `, ${plural(votes.ties, 'tie')}`;
  return `won ${votes.won} of ${plural(votes.shown, 'blind vote')}${ties}`;
}
