import type { OfferCapabilities } from '@vidgate/core';

/** What vendors of benches can do: 5 s of video from a text. */
export const textOnly: OfferCapabilities = {
  textToVideo: true,
  startFrame: false,
  endFrame: false,
  durations: [5],
  aspectRatios: ['16:9'],
  aspectRatioWithStartFrame: false,
  negativePrompt: false,
  cfgScale: false,
};
