import type { ComparisonRun, Sample } from '../comparison-run.ts';
import type { Assets } from './to-html-assets.ts';
import type { Markup } from './to-html-markup.ts';
import { html, toJsonIsland } from './to-html-markup.ts';
import { toHtmlPlayer } from './to-html-player.ts';

/** Two clips without names, in a random order; the page's script deals the pairs and counts. */
export function toHtmlVote(run: ComparisonRun, assets: Assets): Markup {
  const requests = run.requests.map((request) => ({
    id: request.id,
    prompt: request.prompt,
    clips: run.samples
      .filter(({ requestId }) => requestId === request.id)
      .flatMap((sample) => toVotable(sample, assets)),
  }));
  const hasPair = requests.some(
    ({ clips }) => new Set(clips.map(({ provider }) => provider)).size > 1,
  );
  if (!hasPair) return html``;
  const stage = html`<div class="pair-of-clips"><figure><video data-side="0" aria-label="Left clip" muted playsinline></video><figcaption>Left</figcaption></figure><figure><video data-side="1" aria-label="Right clip" muted playsinline></video><figcaption>Right</figcaption></figure></div>`;
  return html`<section id="vote" aria-labelledby="vote-title" data-vote hidden>
<h2 id="vote-title">Blind vote</h2>
<p class="note" data-vote-intro>Two clips of one request, without names and in random order: which is better? Vote before you look at the clips below.</p>
<p><button type="button" class="main wide" data-vote-start>Start voting</button></p>
<div class="panel" data-vote-panel hidden>
<p class="eyebrow" data-vote-progress role="status"></p>
<h3 data-vote-prompt dir="auto"></h3>
${toHtmlPlayer({ label: 'Two clips without names', stage, repeats: false, playable: true })}
<div class="choices">
<button type="button" data-choice="0" aria-keyshortcuts="1"><kbd>1</kbd> Left is better</button>
<button type="button" data-choice="none" aria-keyshortcuts="0"><kbd>0</kbd> No difference</button>
<button type="button" data-choice="1" aria-keyshortcuts="2"><kbd>2</kbd> Right is better</button>
</div>
</div>
<p class="actions" data-vote-actions hidden><button type="button" data-vote-undo>Undo</button> <button type="button" data-vote-show>Show results</button> <button type="button" data-vote-download>Download votes.json</button></p>
<div data-vote-results role="status" hidden></div>
<div class="note" data-vote-hint hidden>Votes stay in this browser. To store them with the run: <pre tabindex="0"><code>vidgate compare report FOLDER --votes votes.json</code></pre></div>
<script type="application/json" data-vote-data>${toJsonIsland({ runId: run.id, requests })}</script>
</section>`;
}

interface Votable {
  readonly sample: string;
  readonly provider: string;
  readonly repeat: number;
  /** The id of the element that holds the clip. */
  readonly element: string;
}

function toVotable({ id, provider, repeat, clip }: Sample, assets: Assets): readonly Votable[] {
  if (clip?.plays !== true) return [];
  const shown = assets.show(clip.file);
  return 'missing' in shown ? [] : [{ sample: id, provider, repeat, element: shown.id }];
}
