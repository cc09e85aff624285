import type { ComparisonChange, ComparisonReport, Figure } from '../comparison-report.ts';
import { wordsOf } from './figure-words.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';
import { toDate } from './units.ts';

const verdicts: Readonly<Record<ComparisonChange['verdict'], string>> = {
  changed: 'changed',
  unclear: 'unclear: the intervals overlap',
  'too-few': 'too few runs to tell',
};

/** What is different from an earlier run, where one was given. */
export function toHtmlChanges({ against }: ComparisonReport): Markup {
  if (against === undefined) return html``;
  const { runId, createdAt, changes } = against;
  return html`<section aria-labelledby="changes-title">
<h2 id="changes-title">Against an earlier run</h2>
<p class="note">Run <code>${runId}</code> of ${toDate(createdAt)}. A figure has changed where the two intervals do not overlap.</p>
${changes.length === 0 ? html`<p>The two runs have no figure of a provider in common.</p>` : toTable(changes)}
</section>`;
}

function toTable(changes: readonly ComparisonChange[]): Markup {
  return html`<div class="scroll" role="region" aria-label="Changes" tabindex="0"><table class="plain">
<thead><tr><th scope="col">Provider</th><th scope="col">Figure</th><th scope="col">Before</th><th scope="col">Now</th><th scope="col">Verdict</th></tr></thead>
<tbody>${changes.map(toRow)}</tbody>
</table></div>`;
}

function toRow({ provider, figure, before, after, verdict }: ComparisonChange): Markup {
  const { name, write } = wordsOf(figure);
  return html`<tr class="${verdict}"><th scope="row"><bdi>${provider}</bdi></th><td>${name}</td><td>${toCell(before, write)}</td><td>${toCell(after, write)}</td><td>${verdicts[verdict]}</td></tr>`;
}

function toCell({ value, interval }: Figure, write: (value: number) => string): Markup {
  if (value === undefined) return html`not measured`;
  return html`<b>${write(value)}</b>${interval && html`<small>${write(interval[0])} to ${write(interval[1])}</small>`}`;
}
