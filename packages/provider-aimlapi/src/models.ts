import type { ModelOffer, OfferPrice, ProviderTraits } from '@vidgate/core';

/**
 * 1.3 times what others ask per second, $0.07: AI/ML states no price outside its catalogue, and two
 * third-party tables agree with this sum. What `account.prices` reads there is better.
 *
 * @see https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/text-to-video (checked 2026-11-21)
 */
const derivedPrice = {
  certainty: 'estimate',
  source: 'https://fal.ai/models/fal-ai/kling-video/v2.5-turbo/pro/text-to-video',
  asOf: '2026-11-21',
} as const;

const prices: readonly OfferPrice[] = [
  { duration: 5, usdMicros: 455_000, ...derivedPrice },
  { duration: 10, usdMicros: 910_000, ...derivedPrice },
];

/** Runs of 60 to 180 s were observed; the vendor's example looks every 10 s. */
const latency = {
  typicalMs: [60_000, 180_000],
  firstPollMs: 30_000,
  pollIntervalMs: 10_000,
} as const;

/**
 * No end frame: other Kling models here have a field for it, these two have none. No limit on
 * prompts or image files is documented.
 *
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-text-to-video (checked 2026-11-21)
 * @see https://docs.aimlapi.com/api-references/video-models/kling-ai/v2.5-turbo-pro-image-to-video (checked 2026-11-21)
 */
export const aimlapiOffers: readonly ModelOffer[] = [
  {
    model: 'kling-2.5-turbo-pro',
    vendorModels: {
      textToVideo: 'klingai/v2.5-turbo/pro/text-to-video',
      imageToVideo: 'klingai/v2.5-turbo/pro/image-to-video',
    },
    capabilities: {
      textToVideo: true,
      startFrame: true,
      endFrame: false,
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

export const aimlapiTraits: ProviderTraits = {
  // `X-Client-Request-Id` is kept for look-ups, not to recognise a repeated submit.
  // @see https://docs.aimlapi.com/capabilities/request-tracing-and-cost (checked 2026-11-21)
  idempotentSubmit: false,
  // No Kling page has a callback field.
  webhooks: 'none',
  // "A failed request is billed nothing: the hold is rolled back."
  // @see https://docs.aimlapi.com/api-references/service-endpoints/usage-logs (checked 2026-11-21)
  failedTasksCharged: 'no',
  reportsCost: true,
  // How long results live is documented nowhere; some addresses are signed with an expiry.
  frameSources: ['url', 'bytes'],
  // 500 has a text "The model is under maintenance", but no page says that it comes before a task
  // is made, and 504 is documented as "Generation timeout".
  // @see https://docs.aimlapi.com/errors-and-messages/general-info (checked 2026-11-21)
  rejectedStatuses: [],
  // No figures are published for paid keys.
  limits: {},
};
