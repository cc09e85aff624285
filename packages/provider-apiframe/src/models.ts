import type { ModelOffer, ProviderTraits } from '@vidgate/core';
import { toUsdMicros } from '@vidgate/core';

const modelPage = 'https://docs-v2.apiframe.ai/docs/videos/kling';

/**
 * The dearest plan known: $39 for 1,000 credits. The vendor states prices in credits only, and what
 * is said of a credit elsewhere ranges from $0.01 to $0.04 (checked 2026-11-21).
 */
export const defaultUsdPerCredit = 0.039;

/** The page's "Variants" are these two durations and nothing else. */
const credits = [
  { duration: 5, credits: 4 },
  { duration: 10, credits: 7 },
];

const latency = {
  typicalMs: [60_000, 300_000],
  firstPollMs: 30_000,
  pollIntervalMs: 5000,
} as const;

/**
 * Limits on image files are absent: none is documented for an address, 25 MB for an upload.
 *
 * @see https://docs-v2.apiframe.ai/docs/videos/kling (checked 2026-11-21)
 */
export const apiframeOffers = (usdPerCredit: number): readonly ModelOffer[] => [
  {
    model: 'kling-2.5-turbo-pro',
    vendorModels: { textToVideo: 'kling-2.5-turbo-pro', imageToVideo: 'kling-2.5-turbo-pro' },
    capabilities: {
      textToVideo: true,
      startFrame: true,
      endFrame: true,
      durations: [5, 10],
      aspectRatios: ['16:9', '9:16', '1:1'],
      aspectRatioWithStartFrame: true,
      negativePrompt: true,
      cfgScale: {},
      promptMaxLength: 4000,
      negativePromptMaxLength: 2500,
    },
    prices: credits.map((price) => ({
      duration: price.duration,
      usdMicros: toUsdMicros(price.credits * usdPerCredit),
      certainty: 'estimate',
      source: modelPage,
      asOf: '2026-11-21',
    })),
    latency: credits.map(({ duration }) => ({ duration, ...latency })),
  },
];

export const apiframeTraits: ProviderTraits = {
  // Replays of an `Idempotency-Key` within 24 hours answer with the original job.
  // @see https://api.apiframe.ai/v2/openapi.json "IdempotencyKey" (checked 2026-11-21)
  idempotentSubmit: { windowMs: 24 * 60 * 60 * 1000 },
  // @see https://docs-v2.apiframe.ai/docs/webhooks (checked 2026-11-21)
  webhooks: 'signed',
  // "Automatic full refund for any reason", and the job shows `creditCost: 0`.
  // @see https://docs-v2.apiframe.ai/docs/faq (checked 2026-11-21)
  failedTasksCharged: 'no',
  reportsCost: true,
  // 24 hours in the specification, 3 months in the FAQ: the shorter one is safe.
  resultLifetimeMs: 24 * 60 * 60 * 1000,
  frameSources: ['url'],
  // 503 is documented as "queue / DB outage", which may strike after the job was written; a replay
  // with the same key settles it for nothing.
  // @see https://api.apiframe.ai/v2/openapi.json "/v2/videos/generate" (checked 2026-11-21)
  rejectedStatuses: [],
  // Neither requests per minute nor concurrency are published: 429 with `Retry-After` decides.
  limits: {},
};
