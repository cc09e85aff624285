import type { ModelOffer, OfferCapabilities, PriceCertainty } from '@vidgate/core';
import { toUsdMicros } from '@vidgate/core';

export interface FakeOfferSettings {
  readonly model: string;
  readonly usd: Readonly<Record<number, number>>;
  readonly certainty: PriceCertainty;
  readonly runMs: number;
  readonly capabilities: Partial<OfferCapabilities>;
}

/** The offer of a provider that can do everything, unless the settings say otherwise. */
export function toFakeOffer(settings: FakeOfferSettings): ModelOffer {
  const { model, usd, certainty, runMs } = settings;
  const priced = Object.keys(usd).map(Number);
  const capabilities: OfferCapabilities = {
    textToVideo: true,
    startFrame: true,
    endFrame: true,
    durations: priced.length > 0 ? priced : [5, 10],
    aspectRatios: ['16:9', '9:16', '1:1'],
    aspectRatioWithStartFrame: true,
    negativePrompt: true,
    cfgScale: {},
    ...settings.capabilities,
  };
  return {
    model,
    vendorModels: { textToVideo: model, imageToVideo: model },
    capabilities,
    prices: priced.map((duration) => ({
      duration,
      usdMicros: toUsdMicros(usd[duration] ?? 0),
      certainty,
      source: 'settings',
      asOf: 'unknown',
    })),
    latency: capabilities.durations.map((duration) => ({
      duration,
      typicalMs: [runMs, runMs],
      firstPollMs: runMs,
      pollIntervalMs: 5_000,
    })),
  };
}
