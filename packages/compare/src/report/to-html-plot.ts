import type { ComparisonReport, Figure, ProviderSummary } from '../comparison-report.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';
import { toTime, toUsd } from './units.ts';

interface Frame {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly bottom: number;
  readonly ticks: number;
}

/** Two drawings of one plot: text in an SVG shrinks with it, so a phone gets its own. */
const wide: Frame = { width: 760, height: 400, left: 68, bottom: 48, ticks: 6 };
const narrow: Frame = { width: 340, height: 320, left: 58, bottom: 48, ticks: 4 };
const top = 34;
const right = 18;

interface Point {
  readonly provider: string;
  readonly time: Figure & { readonly value: number };
  readonly price: Figure & { readonly value: number };
}

/** Price against time: a point per provider, with its 95 % intervals; the table says the same in text. */
export function toHtmlPlot({ providers }: ComparisonReport): Markup {
  const points = providers.flatMap(toPoint);
  const absent = providers.filter(
    ({ provider }) => !points.some((point) => point.provider === provider),
  );
  const note =
    absent.length > 0 &&
    html`<p class="note">Not drawn, because no clip of theirs has both a price and a time: ${names(absent)}.</p>`;
  if (points.length === 0) return html`${note}`;
  return html`<figure class="plot">
${toDrawing(points, wide, 'wide')}
${toDrawing(points, narrow, 'narrow')}
<figcaption class="note">Nearer to the lower left is cheaper and sooner. Lines are 95% intervals; a point without lines has too few runs for them.</figcaption>
</figure>
${note}`;
}

function toPoint({ provider, totalMs, usdMicrosPerSecond }: ProviderSummary): readonly Point[] {
  if (totalMs.value === undefined || usdMicrosPerSecond.value === undefined) return [];
  const time = { ...totalMs, value: totalMs.value };
  const price = { ...usdMicrosPerSecond, value: usdMicrosPerSecond.value };
  return [{ provider, time, price }];
}

function names(providers: readonly ProviderSummary[]): string {
  return providers.map(({ provider }) => provider).join(', ');
}

function toDrawing(points: readonly Point[], frame: Frame, name: string): Markup {
  const times = toScale(
    points.map(({ time }) => time),
    frame.ticks,
    [frame.left, frame.width - right],
  );
  const prices = toScale(
    points.map(({ price }) => price),
    5,
    [frame.height - frame.bottom, top],
  );
  const labels = toLabels(points, { times, prices, frame });
  const said = points.map(
    ({ provider, time, price }) =>
      `${provider}: ${toUsd(price.value)} per second, ${toTime(time.value)}`,
  );
  return html`<svg class="${name}" viewBox="0 0 ${frame.width} ${frame.height}" role="img" aria-label="Price against time. ${said.join('; ')}.">
${prices.ticks.map(({ at, value }) => html`<line class="grid" x1="${frame.left}" x2="${frame.width - right}" y1="${at}" y2="${at}"/><text class="tick" x="${frame.left - 8}" y="${at + 4}" text-anchor="end">${toUsd(value)}</text>`)}
${times.ticks.map(({ at, value }) => html`<line class="grid" x1="${at}" x2="${at}" y1="${top}" y2="${frame.height - frame.bottom}"/><text class="tick" x="${at}" y="${frame.height - frame.bottom + 18}" text-anchor="middle">${value / 1000} s</text>`)}
<text class="axis" x="${frame.width - right}" y="${frame.height - 8}" text-anchor="end">median time, submit to end →</text>
<text class="axis" x="4" y="11">↑ price per second of video</text>
${points.map(({ time, price }) => html`${toWhiskers(time.interval, price.interval, { x: times.at(time.value), y: prices.at(price.value), times, prices })}<circle class="point" cx="${times.at(time.value)}" cy="${prices.at(price.value)}" r="5.5"/>`)}
${labels.map(({ provider, x, y, anchor }) => html`<text class="label" x="${x}" y="${y}" text-anchor="${anchor}">${provider}</text>`)}
</svg>`;
}

interface Scale {
  at(value: number): number;
  readonly ticks: readonly { readonly at: number; readonly value: number }[];
}

/** A linear scale from zero: a cut axis would make small differences look large. */
function toScale(
  figures: readonly Point['time'][],
  count: number,
  [from, to]: readonly [number, number],
): Scale {
  const most = Math.max(...figures.flatMap(({ value, interval }) => [value, ...(interval ?? [])]));
  const step = toStep((most > 0 ? most * 1.08 : 1) / count);
  const steps = Math.max(1, Math.ceil((most * 1.04) / step));
  const at = (value: number) => round(from + ((to - from) * value) / (steps * step));
  const ticks = Array.from({ length: steps + 1 }, (_, index) => index * step);
  return { at, ticks: ticks.map((value) => ({ value, at: at(value) })) };
}

/** The next larger of 1, 2, 2.5 and 5 times a power of ten. */
function toStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 2.5, 5].find((factor) => factor * power >= least) ?? 10);
}

interface Place {
  readonly times: Scale;
  readonly prices: Scale;
}

function toWhiskers(
  time: Figure['interval'],
  price: Figure['interval'],
  { x, y, times, prices }: Place & { readonly x: number; readonly y: number },
): Markup {
  return html`${time && html`<line class="whisker" x1="${times.at(time[0])}" x2="${times.at(time[1])}" y1="${y}" y2="${y}"/>`}${price && html`<line class="whisker" x1="${x}" x2="${x}" y1="${prices.at(Math.max(price[0], 0))}" y2="${prices.at(price[1])}"/>`}`;
}

interface Label {
  readonly provider: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'end';
}

/** Names beside their points, on the side with room, moved down until none covers another. */
function toLabels(
  points: readonly Point[],
  { times, prices, frame }: Place & { readonly frame: Frame },
): readonly Label[] {
  const placed: Label[] = [];
  const sorted = [...points].sort((one, other) => other.price.value - one.price.value);
  for (const { provider, time, price } of sorted) {
    const x = times.at(time.value);
    const anchor = x > frame.width * 0.65 ? 'end' : 'start';
    const beside = x + (anchor === 'end' ? -11 : 11);
    let y = prices.at(price.value) - 8;
    while (placed.some((other) => Math.abs(other.y - y) < 15 && near(other, beside, frame)))
      y += 15;
    placed.push({ provider: shorten(provider), x: beside, y: round(y), anchor });
  }
  return placed;
}

function near(label: Label, x: number, frame: Frame): boolean {
  return Math.abs(label.x - x) < frame.width * 0.35;
}

function shorten(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23)}…` : name;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
