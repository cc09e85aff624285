import type { Markup } from './to-html-markup.ts';
import { html } from './to-html-markup.ts';

/** Clips that play in step, by one button and one slider. */
export interface Player {
  readonly label: string;
  /** The element with the clips. */
  readonly stage: Markup;
  /** Chooses which run of each provider is shown. */
  readonly repeats: Markup | false;
  /** Whether there is anything to play. */
  readonly playable: boolean;
}

/** The page's script finds its parts by their `data-` attributes and shows the controls. */
export function toHtmlPlayer({ label, stage, repeats, playable }: Player): Markup {
  return html`<div class="player" data-player>
<div class="stages" data-stage role="group" tabindex="0" aria-label="${label}. Space plays, the arrow keys step." aria-keyshortcuts="Space ArrowLeft ArrowRight">
${stage}
</div>
<div class="controls" data-controls hidden>
${
  playable &&
  html`<button type="button" class="main" data-play aria-label="Play"><svg viewBox="0 0 16 16" aria-hidden="true"><path class="play" d="M4 2.5v11l9-5.5z"/><path class="pause" d="M3.5 2.5h3v11h-3zm6 0h3v11h-3z"/></svg></button>
<input type="range" data-seek min="0" max="1" step="0.01" value="0" aria-label="Position in all clips">
<output data-time>0.00 s</output>`
}
${repeats}
</div>
</div>`;
}
