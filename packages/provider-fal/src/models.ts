import type { ModelOffer, OfferPrice, ProviderTraits } from '@vidgate/core';

const modelPage = 'https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/text-to-video';

/** $0.35 for 5 s and $0.07 for each further second: the page's own figures, of list prices. */
const listPrice = { certainty: 'exact', source: modelPage, asOf: '2026-11-21' } as const;

const prices: readonly OfferPrice[] = [
  { duration: 5, usdMicros: 350_000, ...listPrice },
  { duration: 10, usdMicros: 700_000, ...listPrice },
];

/** No figures are documented: these cover what the model takes elsewhere, and a poll is free. */
const latency = {
  typicalMs: [30_000, 180_000],
  firstPollMs: 30_000,
  pollIntervalMs: 5000,
} as const;

/**
 * No limit on prompts or image files is documented.
 *
 * @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/text-to-video (checked 2026-11-21)
 * @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/image-to-video (checked 2026-11-21)
 */
export const falOffers: readonly ModelOffer[] = [
  {
    model: 'kling-2.5-turbo-pro',
    vendorModels: {
      textToVideo: 'fal-ai/kling-video/v2.5-turbo/pro/text-to-video',
      imageToVideo: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
    },
    capabilities: {
      textToVideo: true,
      startFrame: true,
      endFrame: true,
      durations: [5, 10],
      aspectRatios: ['16:9', '9:16', '1:1'],
      aspectRatioWithStartFrame: false,
      negativePrompt: true,
      cfgScale: {},
    },
    prices,
    latency: prices.map(({ duration }) => ({ duration, ...latency })),
  },
];

export const falTraits: ProviderTraits = {
  // No idempotency key and no reference field: a submit that is sent again is a second task.
  idempotentSubmit: false,
  // fal signs them. Without its public keys none could be verified, so none is asked for.
  webhooks: 'none',
  // A 5xx is not charged, a 422 may be: of a failure in general nothing is known.
  failedTasksCharged: 'unknown',
  reportsCost: false,
  // How long results live is a setting of the account.
  frameSources: ['url', 'bytes'],
  // No page says of any 5xx that no task was made.
  rejectedStatuses: [],
  // 2 at once for new accounts, up to 40 for others; what exceeds it waits in the queue and is not
  // refused, so there is nothing that core would have to hold back.
  limits: {},
};
