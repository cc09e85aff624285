import type { OfferCapabilities } from './offer.ts';
import type { StagedRequest, VideoRequest } from './request/video-request.ts';

/** A value that was sent otherwise than it was asked for. */
export interface Adaptation {
  readonly field: 'cfgScale' | 'aspectRatio';
  readonly requested: number | string;
  /** What is sent instead; `null` where nothing is sent. */
  readonly applied: number | string | null;
  readonly reason: string;
}

type Fittable = Pick<VideoRequest | StagedRequest, 'cfgScale' | 'aspectRatio' | 'startFrame'>;

/**
 * Says what has to be changed so that an offer takes a request: cfg rounded to the vendor's step,
 * the ratio left out where the start frame decides it. Nothing else is ever changed.
 */
export function toAdaptations(
  request: Fittable,
  capabilities: OfferCapabilities,
): readonly Adaptation[] {
  const adaptations: Adaptation[] = [];
  const { cfgScale, aspectRatio, startFrame } = request;
  const step = capabilities.cfgScale === false ? undefined : capabilities.cfgScale.step;
  if (cfgScale !== undefined && step !== undefined) {
    const applied = roundToStep(cfgScale, step);
    if (applied !== cfgScale) {
      const reason = `the vendor takes steps of ${step}`;
      adaptations.push({ field: 'cfgScale', requested: cfgScale, applied, reason });
    }
  }
  const frameDecides = startFrame !== undefined && !capabilities.aspectRatioWithStartFrame;
  if (aspectRatio !== undefined && frameDecides) {
    const reason = 'the start frame decides the ratio';
    adaptations.push({ field: 'aspectRatio', requested: aspectRatio, applied: null, reason });
  }
  return adaptations;
}

/** A request as it will be sent, and what was changed for it. */
export interface FittedRequest {
  readonly request: StagedRequest;
  readonly adaptations: readonly Adaptation[];
}

/** Applies what {@link toAdaptations} says. */
export function fitToOffer(request: StagedRequest, capabilities: OfferCapabilities): FittedRequest {
  const adaptations = toAdaptations(request, capabilities);
  const changes = Object.fromEntries(
    adaptations.map(({ field, applied }) => [field, applied ?? undefined]),
  );
  return { request: { ...request, ...changes }, adaptations };
}

// 0.3 / 0.1 is 2.9999…, and 3 * 0.1 is 0.30000000000000004: both ends need rounding.
function roundToStep(value: number, step: number): number {
  const rounded = (steps: number): number => Number(steps.toFixed(9));
  // A step that does not divide 1 must not lead beyond it.
  const steps = Math.min(Math.round(rounded(value / step)), Math.floor(rounded(1 / step)));
  return rounded(steps * step);
}
