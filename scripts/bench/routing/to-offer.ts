import type { ModelOffer } from '@vidgate/core';
import { defaultModel } from '@vidgate/core';
import type { VendorTerms } from './vendor-terms.ts';

/** What a simulated vendor offers: 5 s of video from a text, at one price. */
export function toOffer(terms: VendorTerms): ModelOffer {
  const { usdMicros, typicalMs, firstPollMs, pollIntervalMs } = terms;
  const priced = { certainty: 'exact', source: 'settings', asOf: '2026-11-21' } as const;
  return {
    model: defaultModel,
    vendorModels: { textToVideo: terms.id },
    capabilities: {
      textToVideo: true,
      startFrame: false,
      endFrame: false,
      durations: [5],
      aspectRatios: ['16:9'],
      aspectRatioWithStartFrame: false,
      negativePrompt: false,
      cfgScale: false,
    },
    prices: [{ duration: 5, usdMicros, ...priced }],
    latency: [{ duration: 5, typicalMs, firstPollMs, pollIntervalMs }],
  };
}
