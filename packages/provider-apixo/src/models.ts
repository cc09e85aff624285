import type { ModelOffer, OfferPrice, ProviderTraits } from '@vidgate/core';

const modelPage = 'https://apixo.ai/docs/models/video/kling-2-5-turbo-pro';

/** "Starting price" of $0.06 per second: what is paid depends on the route bound to the key. */
const startingPrice = { certainty: 'from', source: modelPage, asOf: '2026-11-21' } as const;

const prices: readonly OfferPrice[] = [
  { duration: 5, usdMicros: 300_000, ...startingPrice },
  { duration: 10, usdMicros: 600_000, ...startingPrice },
];

/** @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21) */
export const apixoOffers: readonly ModelOffer[] = [
  {
    model: 'kling-2.5-turbo-pro',
    vendorModels: { textToVideo: 'kling-2-5-turbo-pro', imageToVideo: 'kling-2-5-turbo-pro' },
    capabilities: {
      textToVideo: true,
      startFrame: true,
      endFrame: true,
      durations: [5, 10],
      aspectRatios: ['16:9', '9:16', '1:1'],
      aspectRatioWithStartFrame: false,
      negativePrompt: true,
      cfgScale: { step: 0.1 },
      promptMaxLength: 2500,
      negativePromptMaxLength: 2500,
      frames: { mediaTypes: ['image/jpeg', 'image/png', 'image/webp'], maxBytes: 10_000_000 },
    },
    prices,
    latency: [
      { duration: 5, typicalMs: [30_000, 45_000], firstPollMs: 30_000, pollIntervalMs: 5000 },
      { duration: 10, typicalMs: [45_000, 60_000], firstPollMs: 30_000, pollIntervalMs: 5000 },
    ],
  },
];

export const apixoTraits: ProviderTraits = {
  // No idempotency header, no list of tasks and no reference field: a lost answer stays lost.
  // @see https://apixo.ai/docs/api-reference/generate-task (checked 2026-11-21)
  idempotentSubmit: false,
  // @see https://apixo.ai/docs/api-reference/webhooks (checked 2026-11-21)
  webhooks: 'unsigned',
  // No page says whether a failed task is refunded.
  failedTasksCharged: 'unknown',
  reportsCost: false,
  // 24 hours here, 15 days on an older page: the shorter one is safe.
  // @see https://apixo.ai/docs/api-reference/response-format (checked 2026-11-21)
  resultLifetimeMs: 24 * 60 * 60 * 1000,
  frameSources: ['url'],
  // 500, 503 and 504 are documented as "retry", but nowhere as "no task was made".
  // @see https://apixo.ai/docs/api-reference/errors (checked 2026-11-21)
  rejectedStatuses: [],
  // @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro "Rate Limits" (checked 2026-11-21)
  limits: { concurrentTasks: 1000, requestsPerMinute: 10_000 },
};
