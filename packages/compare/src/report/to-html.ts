import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ComparisonReport } from '../comparison-report.ts';
import type { ComparisonRun } from '../comparison-run.ts';
import type { Assets } from './to-html-assets.ts';
import { loadAssets } from './to-html-assets.ts';
import { toHtmlChanges } from './to-html-changes.ts';
import { toHtmlFailures } from './to-html-failures.ts';
import type { Markup } from './to-html-markup.ts';
import { html, toText, trusted } from './to-html-markup.ts';
import { toHtmlOverview, toTitle } from './to-html-overview.ts';
import { toHtmlPlot } from './to-html-plot.ts';
import { toHtmlRequest } from './to-html-request.ts';
import { toHtmlTable } from './to-html-table.ts';
import { toHtmlVote } from './to-html-vote.ts';
import { plural, toSize, toTime } from './units.ts';

/** Options of {@link toHtml}. */
export interface HtmlOptions {
  /**
   * How many bytes of pictures and clips the page holds itself, before base64 makes them a third
   * larger. What does not fit is linked beside the page, and the page says so.
   *
   * @default 100_000_000
   */
  readonly embedAtMostBytes?: number;
}

const page = new URL('../../page/', import.meta.url);

const styleFiles = ['page.css', 'table.css', 'plot.css', 'clips.css', 'controls.css'];

/** In the order in which the page runs them. */
const scriptFiles = ['share-files.js', 'sort-table.js', 'play-in-step.js', 'vote-blind.js'];

/**
 * Writes a report as one page that needs nothing but itself: the clips side by side, a table that
 * sorts, a plot, and a blind vote.
 *
 * The page asks nothing of the network and forbids itself to; no text of the run, which vendors and
 * others wrote, can become markup or code in it. A file of the run that is gone, or that lies outside
 * the folder, is said to be missing in its place.
 *
 * @param folder the run's folder, where its clips and frames are
 */
export async function toHtml(
  report: ComparisonReport,
  folder: string,
  { embedAtMostBytes = 100_000_000 }: HtmlOptions = {},
): Promise<string> {
  const { run } = report;
  const [styles, scripts] = await Promise.all([readPage(styleFiles), readPage(scriptFiles)]);
  const style = styles.join('');
  const assets = await loadAssets(run, folder, embedAtMostBytes);
  return `${toText(html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${toPolicy(style, scripts, assets.linked > 0)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<title>${toTitle(run)} · Vidgate comparison</title>
<link rel="icon" href="data:,">
<style>${trusted(style)}</style>
</head>
<body>
<main>
${toBody(report, assets)}
</main>
${toFooter(run)}
${scripts.map((script) => html`<script type="module">${trusted(script)}</script>`)}
</body>
</html>`)}\n`;
}

async function readPage(files: readonly string[]): Promise<readonly string[]> {
  return await Promise.all(files.map((file) => readFile(new URL(file, page), 'utf8')));
}

function toBody(report: ComparisonReport, assets: Assets): Markup {
  const { run } = report;
  // Markup is made in the order of the page, but clips live with their requests: those come first.
  const requests = run.requests.map((request) => toHtmlRequest(run, request, assets));
  return html`${toHtmlOverview(report)}
${assets.linked > 0 && html`<p class="banner"><strong>Linked</strong> ${plural(assets.linked, 'file')} (${toSize(assets.linkedBytes)}) would have made this page too large and ${assets.linked === 1 ? 'lies' : 'lie'} beside it: keep the page in its folder.</p>`}
<section aria-labelledby="providers-title">
<h2 id="providers-title">Providers</h2>
${toHtmlTable(report)}
${toTimesNote(report)}
</section>
<section aria-labelledby="plot-title">
<h2 id="plot-title">Price against time</h2>
${toHtmlPlot(report)}
</section>
${toHtmlFailures(report)}
${toHtmlChanges(report)}
${toHtmlVote(run, assets)}
<section aria-labelledby="requests-title">
<h2 id="requests-title">Clips side by side</h2>
${run.requests.length > 1 && toContents(run)}
${requests}
</section>`;
}

function toContents({ requests }: ComparisonRun): Markup {
  return html`<nav aria-label="Requests"><ol class="contents">${requests.map(
    ({ prompt }, index) => html`<li><a href="#request-${index + 1}" dir="auto">${prompt}</a></li>`,
  )}</ol></nav>`;
}

function toTimesNote({ providers }: ComparisonReport): Markup {
  const polled = providers.filter(({ resolutionMs }) => resolutionMs > 0);
  return html`<p class="note">Intervals are 95% and take 5 runs, the 95th percentile 20. Price per second counts what failures cost, too. ${polled.map(({ provider, resolutionMs }) => html`Times of <bdi>${provider}</bdi> are as seen by polls, up to ${toTime(resolutionMs)} late. `)}</p>`;
}

function toFooter({ id, seed, concurrency }: ComparisonRun): Markup {
  return html`<footer><p class="note">Run <code>${id}</code>. Samples were sent in an order shuffled by seed ${seed}, at most ${concurrency} at once, each with the same applied parameters. This page holds everything it shows and loads nothing.</p></footer>`;
}

/** Only our own style and scripts, by their hashes, and media that are in the page or beside it. */
function toPolicy(style: string, scripts: readonly string[], linked: boolean): string {
  const hash = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  // A page that is opened as a file has no origin that 'self' could mean.
  const media = linked ? "data: 'self' file:" : 'data:';
  return [
    "default-src 'none'",
    `style-src ${hash(style)}`,
    `script-src ${scripts.map(hash).join(' ')}`,
    `img-src ${media}`,
    `media-src ${media}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}
