import type { ComparedRequest, ComparisonRun, LeftOut, Sample } from '../comparison-run.ts';
import type { Assets } from './to-html-assets.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';
import { toHtmlPlayer } from './to-html-player.ts';
import { toHtmlSample } from './to-html-sample.ts';

/** One request: what was asked, the clips side by side, what was applied otherwise and who was left out. */
export function toHtmlRequest(
  run: ComparisonRun,
  request: ComparedRequest,
  assets: Assets,
): Markup {
  const number = run.requests.indexOf(request) + 1;
  const samples = run.samples.filter(({ requestId }) => requestId === request.id);
  const ordered = samples.toSorted(
    (one, other) => one.repeat - other.repeat || rank(run, one) - rank(run, other),
  );
  const leftOut = run.leftOut.filter(({ requestId }) => requestId === request.id);
  return html`<section class="request" id="request-${number}" aria-labelledby="request-${number}-title">
<p class="eyebrow">Request ${number} of ${run.requests.length} · <bdi>${request.id}</bdi></p>
<h3 id="request-${number}-title" dir="auto">${request.prompt}</h3>
<ul class="asked">${toAsked(request).map((text) => html`<li dir="auto">${text}</li>`)}</ul>
${toClips(number, ordered, assets)}
${toAdaptations(samples)}
${leftOut.length > 0 && toLeftOut(leftOut)}
</section>`;
}

function rank({ providers }: ComparisonRun, { provider }: Sample): number {
  return providers.findIndex(({ id }) => id === provider);
}

function toAsked(request: ComparedRequest): readonly string[] {
  const { model, durationSeconds, aspectRatio, cfgScale, negativePrompt } = request;
  return [
    model,
    `${durationSeconds} s`,
    ...(aspectRatio === undefined ? [] : [aspectRatio]),
    ...(cfgScale === undefined ? [] : [`cfg ${cfgScale}`]),
    ...(request.startFrame === undefined ? [] : [toFrame('start frame', request.startFrame)]),
    ...(request.endFrame === undefined ? [] : [toFrame('end frame', request.endFrame)]),
    ...(negativePrompt === undefined ? [] : [`without: ${negativePrompt}`]),
  ];
}

/** An address is written, never linked: it may be anything, and the page asks nothing of the network. */
function toFrame(name: string, { url }: NonNullable<ComparedRequest['startFrame']>): string {
  return url === undefined ? name : `${name} ${url}`;
}

function toClips(number: number, samples: readonly Sample[], assets: Assets): Markup {
  if (samples.length === 0) return html`<p>No provider could serve this request.</p>`;
  const repeats = [...new Set(samples.map(({ repeat }) => repeat))];
  const clips = samples.map((sample) => toHtmlSample(sample, assets));
  return toHtmlPlayer({
    label: `Clips of request ${number}`,
    stage: html`<div class="clips">${clips}</div>`,
    repeats: repeats.length > 1 && toRepeats(number, repeats),
    playable: samples.some(({ clip }) => clip?.plays === true),
  });
}

function toRepeats(number: number, repeats: readonly number[]): Markup {
  return html`<fieldset class="repeats" data-repeats hidden><legend>Run</legend>${repeats.map(
    (repeat, index) =>
      html`<label><input type="radio" name="repeat-${number}" value="${repeat}"${index === 0 && html` checked`}><span>${repeat}</span></label>`,
  )}</fieldset>`;
}

function toAdaptations(samples: readonly Sample[]): Markup {
  const rows = samples.flatMap(({ provider, adaptations }) =>
    adaptations.map((adaptation) => ({ provider, ...adaptation })),
  );
  const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()];
  if (distinct.length === 0) return html``;
  return html`<h4>Asked → applied</h4>
<ul class="list">${distinct.map(
    ({ provider, field, requested, applied, reason }) =>
      html`<li><bdi>${provider}</bdi>: <code>${field}</code> <bdi>${requested}</bdi> → <bdi>${applied ?? 'not sent'}</bdi> <span class="note" dir="auto">${reason}</span></li>`,
  )}</ul>`;
}

function toLeftOut(leftOut: readonly LeftOut[]): Markup {
  return html`<h4>Left out</h4>
<ul class="list">${leftOut.map(
    ({ provider, reason, message }) =>
      html`<li><bdi>${provider}</bdi>: <code class="code">${reason}</code> <span class="note" dir="auto">${message}</span></li>`,
  )}</ul>`;
}
