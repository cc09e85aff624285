import type { ComparisonReport, ProviderSummary } from '../comparison-report.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';

/** What failed or is held, by provider and code; the messages are with the samples. */
export function toHtmlFailures({ providers }: ComparisonReport): Markup {
  const rows = providers.flatMap(toRows);
  if (rows.length === 0) return html``;
  return html`<section aria-labelledby="failures-title">
<h2 id="failures-title">What did not work</h2>
<ul class="list">${rows}</ul>
</section>`;
}

function toRows({ provider, failures, held }: ProviderSummary): readonly Markup[] {
  return [
    ...Object.entries(failures).map((entry) => toRow(provider, entry, 'failed')),
    ...Object.entries(held).map((entry) =>
      toRow(provider, entry, 'held, which may still have been charged'),
    ),
  ];
}

function toRow(provider: string, [code, count]: [string, number], what: string): Markup {
  return html`<li><bdi>${provider}</bdi>: <code class="code">${code}</code> × ${count} <span class="note">${what}</span></li>`;
}
