import type { ComparisonReport, Figure, ProviderSummary } from '../comparison-report.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';
import { plural, toCount, toShare, toSimilarity, toTime, toUsd } from './units.ts';

interface Column {
  readonly title: string;
  readonly note: string;
  /** How the first click sorts: the better end first. */
  readonly first: 'ascending' | 'descending';
  readonly figure: (summary: ProviderSummary) => Figure;
  readonly show: (value: number) => string;
  /** The right end of the bars, where it does not follow from the figures. */
  readonly full?: number;
}

const columns: readonly Column[] = [
  {
    title: 'Success',
    note: 'of finished samples',
    first: 'descending',
    figure: ({ successRate }) => successRate,
    show: toShare,
    full: 1,
  },
  {
    title: 'Price',
    note: 'per sample',
    first: 'ascending',
    figure: ({ usdMicrosPerSample }) => usdMicrosPerSample,
    show: toUsd,
  },
  {
    title: 'Price per second',
    note: 'of video that plays',
    first: 'ascending',
    figure: ({ usdMicrosPerSecond }) => usdMicrosPerSecond,
    show: toUsd,
  },
  {
    title: 'Time',
    note: 'median, submit to end',
    first: 'ascending',
    figure: ({ totalMs }) => totalMs,
    show: toTime,
  },
  {
    title: 'Start frame',
    note: 'likeness, 1 is equal',
    first: 'descending',
    figure: ({ startFidelity }) => startFidelity,
    show: toSimilarity,
    full: 1,
  },
  {
    title: 'End frame',
    note: 'likeness, 1 is equal',
    first: 'descending',
    figure: ({ endFidelity }) => endFidelity,
    show: toSimilarity,
    full: 1,
  },
  {
    title: 'Slowest',
    note: '95th percentile',
    first: 'ascending',
    figure: ({ totalMsP95 }) => totalMsP95,
    show: toTime,
  },
  {
    title: 'Queue',
    note: 'median',
    first: 'ascending',
    figure: ({ queueMs }) => queueMs,
    show: toTime,
  },
  { title: 'Run', note: 'median', first: 'ascending', figure: ({ runMs }) => runMs, show: toTime },
  {
    title: 'Polls',
    note: 'per sample',
    first: 'ascending',
    figure: ({ polls }) => polls,
    show: toCount,
  },
];

const bases: Readonly<Record<ProviderSummary['costBasis'], string>> = {
  charged: 'as charged',
  quoted: 'as quoted',
  mixed: 'partly as quoted',
};

/** The table of providers, which the page's script sorts by its headings. */
export function toHtmlTable({ providers }: ComparisonReport): Markup {
  // A column that nobody has a figure for would only be wide.
  const used = columns.filter(({ figure }) =>
    providers.some((summary) => figure(summary).value !== undefined),
  );
  const voted = providers.some(({ votes }) => votes.shown > 0);
  return html`<div class="scroll" role="region" aria-label="Providers compared" tabindex="0">
<table data-sortable>
<caption class="hidden">One row per provider. The buttons in the headings sort.</caption>
<thead><tr>
${heading('Provider', 'and its samples', 'ascending')}
${used.map(({ title, note, first }) => heading(title, note, first))}
${voted && heading('Blind votes', 'won of shown', 'descending')}
</tr></thead>
<tbody>
${providers.map((summary) => toRow(summary, { used, voted, providers }))}
</tbody>
</table>
</div>`;
}

function heading(title: string, note: string, first: string): Markup {
  return html`<th scope="col"><button type="button" data-first="${first}"><span>${title}</span><small>${note}</small></button></th>`;
}

interface RowContext {
  readonly used: readonly Column[];
  readonly voted: boolean;
  readonly providers: readonly ProviderSummary[];
}

function toRow(summary: ProviderSummary, { used, voted, providers }: RowContext): Markup {
  const { provider, samples, pending, held, votes } = summary;
  const heldCount = Object.values(held).reduce((sum, count) => sum + count, 0);
  const notes = [
    plural(samples, 'sample'),
    ...(heldCount > 0 ? [`${heldCount} held`] : []),
    ...(pending > 0 ? [`${pending} not over`] : []),
  ];
  const won = votes.shown > 0 ? votes.won / votes.shown : undefined;
  return html`<tr>
<th scope="row" data-sort="${provider}"><bdi>${provider}</bdi><small>${notes.join(', ')}</small></th>
${used.map((column) => toCell(column, summary, providers))}
${voted && html`<td data-sort="${won}">${won === undefined ? 'none' : `${votes.won} of ${votes.shown}`}${votes.ties > 0 && html`<small>${plural(votes.ties, 'tie')}</small>`}</td>`}
</tr>
`;
}

function toCell(
  { figure: pick, show, full, title }: Column,
  summary: ProviderSummary,
  providers: readonly ProviderSummary[],
): Markup {
  const figure = pick(summary);
  if (figure.value === undefined) {
    return html`<td class="absent">${toAbsence(figure)}</td>`;
  }
  const end = full ?? Math.max(...providers.flatMap((other) => toEnds(pick(other))), 0);
  const basis = title === 'Price' && html`<small>${bases[summary.costBasis]}</small>`;
  return html`<td data-sort="${figure.value}"><b>${show(figure.value)}</b>${toBar(figure, end)}<small>${toSpread(figure, show)}</small>${basis}</td>`;
}

/** What a figure is worth, in words: its interval, or what it would take to have one. */
function toSpread({ interval, missing, samples }: Figure, show: (value: number) => string): string {
  if (interval !== undefined) return `${show(interval[0])} – ${show(interval[1])}`;
  if (missing > 0) return `${plural(missing, 'more run')} needed for an interval`;
  return plural(samples, 'sample');
}

function toAbsence({ missing, samples }: Figure): string {
  if (samples === 0) return 'not measured';
  return missing > 0 ? `${plural(missing, 'more run')} needed` : 'not measured';
}

function toEnds({ value, interval }: Figure): readonly number[] {
  return [...(value === undefined ? [] : [value]), ...(interval ?? [])];
}

/** A bar that repeats the figure and its interval; for the eye only, since the text says both. */
function toBar({ value = 0, interval }: Figure, end: number): Markup {
  const at = (one: number) => Number((end > 0 ? (100 * Math.max(one, 0)) / end : 0).toFixed(2));
  const [low, high] = interval ?? [value, value];
  return html`<svg class="bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true"><rect class="track" width="100" height="6"/><rect class="fill" width="${at(value)}" height="6"/>${interval && html`<rect class="spread" x="${at(low)}" y="2" width="${Number((at(high) - at(low)).toFixed(2))}" height="2"/>`}</svg>`;
}
