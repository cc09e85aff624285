import type { Clip, FrameFidelity, Sample } from '../comparison-run.ts';
import type { Assets } from './to-html-assets.ts';
import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';
import { toSimilarity, toSize, toTime, toUsd } from './units.ts';

/** One sample: its clip, or why there is none, and what it took. */
export function toHtmlSample(sample: Sample, assets: Assets): Markup {
  const { provider, repeat, fidelity } = sample;
  return html`<article class="sample" data-repeat="${repeat}">
<h4><bdi>${provider}</bdi></h4>
${toStage(sample, assets)}
<p class="facts">${join(toPrice(sample), toDuration(sample))}</p>
${sample.clip && html`<p class="note">${toClipFacts(sample.clip)}</p>`}
${toPair('Start frame', fidelity?.start, assets)}
${toPair('End frame', fidelity?.end, assets)}
${fidelity?.missing !== undefined && html`<p class="note" dir="auto">Frames not compared: ${fidelity.missing}</p>`}
</article>`;
}

function toStage(sample: Sample, assets: Assets): Markup {
  const { clip, provider, repeat, state } = sample;
  if (clip === undefined) {
    const title = state === 'pending' ? 'Not over when this was saved' : words[state];
    return toEmptyStage(title, sample.code, sample.message);
  }
  if (!clip.plays) return toEmptyStage('The clip does not play', undefined, clip.problem);
  const shown = assets.show(clip.file);
  if ('missing' in shown) return toEmptyStage('No clip to show', undefined, shown.missing);
  return html`<video ${shown.source} aria-label="Clip of ${provider}, run ${repeat}" ${toDimensions(clip)} muted playsinline controls preload="none"></video>${shown.link !== undefined && html`<p class="note"><a href="${shown.link}">Clip beside this page</a></p>`}`;
}

const words = {
  succeeded: 'It succeeded, but no clip was kept',
  failed: 'Failed',
  held: 'Held: it may still have been charged',
  canceled: 'Canceled',
} as const;

function toEmptyStage(
  title: string,
  code: string | undefined,
  message: string | undefined,
): Markup {
  return html`<div class="stage empty"><p><strong>${title}</strong></p>${code !== undefined && html`<p><code class="code">${code}</code></p>`}${message !== undefined && html`<p dir="auto">${message}</p>`}</div>`;
}

function toDimensions({ width, height }: Clip): Markup {
  return width === undefined || height === undefined
    ? html``
    : html`width="${width}" height="${height}"`;
}

function toPrice({ chargedUsdMicros, quotedUsdMicros }: Sample): string | undefined {
  if (chargedUsdMicros !== undefined) return `${toUsd(chargedUsdMicros)} charged`;
  return quotedUsdMicros === undefined ? undefined : `${toUsd(quotedUsdMicros)} quoted`;
}

function toDuration({ timing }: Sample): string | undefined {
  return timing && `in ${toTime(timing.totalMs)}`;
}

function toClipFacts({ width, height, frameRate, durationSeconds, codec, bytes }: Clip): string {
  return join(
    width !== undefined && height !== undefined ? `${width}×${height}` : undefined,
    frameRate === undefined ? undefined : `${Number(frameRate.toFixed(2))} fps`,
    durationSeconds === undefined ? undefined : `${durationSeconds.toFixed(2)} s`,
    codec,
    toSize(bytes),
  );
}

function toPair(name: string, frame: FrameFidelity | undefined, assets: Assets): Markup {
  if (frame === undefined) return html``;
  return html`<figure class="pair"><figcaption>${name}<span>likeness <b>${toSimilarity(frame.ssim)}</b></span></figcaption>
${toPicture('asked', `${name} that was asked for`, assets.show(frame.asked))}${toPicture('got', `${name} of the clip`, assets.show(frame.got))}</figure>`;
}

function toPicture(name: string, description: string, shown: ReturnType<Assets['show']>): Markup {
  const picture =
    'missing' in shown
      ? html`<span class="empty">${shown.missing}</span>`
      : html`<img ${shown.source} alt="${description}" loading="lazy" decoding="async">`;
  return html`<span class="picture">${picture}<small>${name}</small></span>`;
}

function join(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join(' · ');
}
