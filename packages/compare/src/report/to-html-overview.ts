import type { ComparisonReport, Figure, ProviderSummary } from '../comparison-report.ts';
import type { ComparisonRun } from '../comparison-run.ts';
import { toCostBasis, toSampleCost } from '../figures/sample-cost.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';
import { plural, toDate, toShare, toTime, toUsd } from './units.ts';

/** What the page is about, what must not be overlooked, the money, and who leads in what. */
export function toHtmlOverview(report: ComparisonReport): Markup {
  const { run } = report;
  return html`<header class="top">
<p class="eyebrow">Vidgate comparison</p>
<h1 dir="auto">${toTitle(run)}</h1>
<p class="lead">${toShape(run)} · <time datetime="${toIso(run.createdAt)}">${toDate(run.createdAt)}</time></p>
${toBanners(run)}
<div class="tiles">
${toMoneyTile(run)}
${leaders.map((leader) => toLeaderTile(leader, report.providers))}
</div>
</header>`;
}

/** The name of the page in a browser's tab, too. */
export function toTitle({ requests, providers }: ComparisonRun): string {
  const [only, ...others] = requests;
  if (only !== undefined && others.length === 0) return only.prompt;
  return `${plural(requests.length, 'request')} at ${plural(providers.length, 'provider')}`;
}

function toShape({ providers, repeats, samples }: ComparisonRun): string {
  const names = providers.map(({ id }) => id).join(', ');
  return `${names} · ${plural(repeats, 'run')} each, ${plural(samples.length, 'sample')}`;
}

/** Absent rather than wrong where a date of the run is none. */
function toIso(ms: number): string | undefined {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function toBanners(run: ComparisonRun): readonly Markup[] {
  const open = run.samples.filter(({ state }) => state === 'pending').length;
  const isPartial = open > 0 || run.endedEarly !== undefined || run.finishedAt === undefined;
  const early = run.endedEarly !== undefined && ` It ended early: ${run.endedEarly}.`;
  return [
    ...(run.simulated
      ? [
          html`<p class="banner"><strong>Simulated</strong> The providers were simulated ones. No money was spent, and no price, time or clip here says anything of a vendor.</p>`,
        ]
      : []),
    ...(isPartial
      ? [
          html`<p class="banner"><strong>Partial</strong> ${open} of ${plural(run.samples.length, 'sample')} ${open === 1 ? 'is' : 'are'} not over.${early}</p>`,
        ]
      : []),
  ];
}

function toMoneyTile(run: ComparisonRun): Markup {
  const costs = run.samples.map(toSampleCost).filter((cost) => cost !== undefined);
  const quotes = run.samples.map((sample) => sample.quotedUsdMicros);
  const priced = quotes.filter((quote) => quote !== undefined);
  const unpriced = quotes.length - priced.length;
  const estimate = priced.length > 0 ? toUsd(sum(priced)) : 'unknown';
  const basis = costs.length > 0 && basisNotes[toCostBasis(run.samples)];
  return html`<div class="tile"><p class="name">${run.simulated ? 'Would have cost' : 'Spent'}</p><p class="value">${costs.length > 0 ? toUsd(sum(costs)) : 'nothing yet'}</p><p class="note">Estimate ${estimate}, at most ${toUsd(run.maxUsd * 1_000_000)}${basis}${unpriced > 0 && `; ${plural(unpriced, 'sample')} had no quote`}</p></div>`;
}

const basisNotes = {
  charged: '',
  quoted: '; no charge is known, quotes stand in',
  mixed: '; quotes stand in where no charge is known',
} as const;

interface Leader {
  readonly name: string;
  readonly figure: (summary: ProviderSummary) => Figure;
  readonly show: (value: number) => string;
  readonly better: (one: number, other: number) => boolean;
}

const leaders: readonly Leader[] = [
  {
    name: 'Cheapest',
    figure: ({ usdMicrosPerSecond }) => usdMicrosPerSecond,
    show: (value) => `${toUsd(value)} per second of video`,
    better: (one, other) => one < other,
  },
  {
    name: 'Fastest',
    figure: ({ totalMs }) => totalMs,
    show: (value) => `${toTime(value)}, median`,
    better: (one, other) => one < other,
  },
  {
    name: 'Most reliable',
    figure: ({ successRate }) => successRate,
    show: (value) => `${toShare(value)} succeeded`,
    better: (one, other) => one > other,
  },
];

function toLeaderTile(
  { name, figure, show, better }: Leader,
  providers: readonly ProviderSummary[],
): Markup {
  const measured = providers.flatMap((summary) => {
    const { value, interval } = figure(summary);
    return value === undefined ? [] : [{ provider: summary.provider, value, interval }];
  });
  const [first, ...others] = measured.toSorted((one, other) =>
    better(one.value, other.value) ? -1 : Number(better(other.value, one.value)),
  );
  if (first === undefined || others.length === 0) return html``;
  const level = others.filter(({ value }) => value === first.value);
  const value = level.length > 0 ? 'No difference' : first.provider;
  const note =
    level.length > 0 ? show(first.value) : `${show(first.value)}; ${toCertainty(first, others)}`;
  return html`<div class="tile"><p class="name">${name}</p><p class="value"><bdi>${value}</bdi></p><p class="note">${note}</p></div>`;
}

interface Measured {
  readonly interval: Figure['interval'];
}

/** Whether the lead is more than chance, as far as the intervals tell. */
function toCertainty({ interval }: Measured, others: readonly Measured[]): string {
  const intervals = others.map((other) => other.interval);
  if (interval === undefined || intervals.includes(undefined)) return 'too few runs to be sure';
  const overlaps = intervals.some(
    (other) => other !== undefined && other[0] <= interval[1] && interval[0] <= other[1],
  );
  return overlaps ? 'not settled, the intervals overlap' : 'clear of all others';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
