import type { ModelOffer } from '@vidgate/core';
import { defaultModel } from '@vidgate/core';
import { textOnly } from '../text-only.ts';
import type { VendorTerms } from './vendor-terms.ts';

/** What a simulated vendor offers: 5 s of video from a text, at one price. */
export function toOffer(terms: VendorTerms): ModelOffer {
  const { usdMicros, typicalMs, firstPollMs, pollIntervalMs } = terms;
  const priced = { certainty: 'exact', source: 'settings', asOf: '2026-11-21' } as const;
  return {
    model: defaultModel,
    vendorModels: { textToVideo: terms.id },
    capabilities: textOnly,
    prices: [{ duration: 5, usdMicros, ...priced }],
    latency: [{ duration: 5, typicalMs, firstPollMs, pollIntervalMs }],
  };
}
