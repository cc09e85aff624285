import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fitToOffer, toAdaptations } from './fit-to-offer.ts';
import type { OfferCapabilities } from './offer.ts';
import type { StagedRequest } from './request/video-request.ts';

const capabilities: OfferCapabilities = {
  textToVideo: true,
  startFrame: true,
  endFrame: true,
  durations: [5, 10],
  aspectRatios: ['16:9'],
  aspectRatioWithStartFrame: false,
  negativePrompt: true,
  cfgScale: { step: 0.1 },
};

const request: StagedRequest = {
  prompt: 'dawn breaks over the ridge',
  model: 'kling-2.5-turbo-pro',
  negativePrompt: 'rain',
  duration: 7,
  metadata: { user: 'ada' },
  providerOptions: {},
};

const startFrame = 'https://example.com/night.png';

test.each([
  [0.1, 0.55, 0.6],
  [0.1, 0.3, 0.3],
  [0.1, 0.7, 0.7],
  [0.1, 0.04, 0],
  [0.1, 0.96, 1],
  [0.05, 0.33, 0.35],
  [0.05, 0.15, 0.15],
  [0.25, 0.6, 0.5],
  [0.25, 0, 0],
  [0.25, 1, 1],
])('in steps of %d a cfg scale of %d is sent as %d', (step, cfgScale, applied) => {
  const fitted = fitToOffer({ ...request, cfgScale }, { ...capabilities, cfgScale: { step } });
  expect(fitted.request.cfgScale).toBe(applied);
  expect(fitted.adaptations).toEqual(
    applied === cfgScale
      ? []
      : [
          {
            field: 'cfgScale',
            requested: cfgScale,
            applied,
            reason: `the vendor takes steps of ${step}`,
          },
        ],
  );
});

const cfg = fc.double({ min: 0, max: 1, noNaN: true });

test('a rounded cfg scale is in range, at most half a step away, and stays where it is', () => {
  fc.assert(
    fc.property(fc.constantFrom(0.1, 0.05, 0.25), cfg, (step, cfgScale) => {
      const can = { ...capabilities, cfgScale: { step } };
      const once = fitToOffer({ ...request, cfgScale }, can);
      const applied = once.request.cfgScale ?? Number.NaN;
      expect(applied).toBeGreaterThanOrEqual(0);
      expect(applied).toBeLessThanOrEqual(1);
      expect(Math.abs(applied - cfgScale)).toBeLessThanOrEqual(step / 2 + 1e-9);
      expect(Math.abs(applied / step - Math.round(applied / step))).toBeLessThan(1e-9);
      expect(fitToOffer(once.request, can)).toEqual({ request: once.request, adaptations: [] });
    }),
  );
});

test('a step that does not divide 1 never leads out of the range either', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 100 }), cfg, (percent, cfgScale) => {
      const can = { ...capabilities, cfgScale: { step: percent / 100 } };
      expect(fitToOffer({ ...request, cfgScale }, can).request.cfgScale).toBeLessThanOrEqual(1);
    }),
  );
});

test.each([
  ['no step', {}],
  ['no cfg scale', false],
] as const)('an offer with %s leaves the cfg scale alone', (_what, cfgScale) => {
  const fitted = fitToOffer({ ...request, cfgScale: 0.333 }, { ...capabilities, cfgScale });
  expect(fitted).toEqual({ request: { ...request, cfgScale: 0.333 }, adaptations: [] });
});

test.each([
  ['beside a start frame that decides it', startFrame, false, null],
  ['beside a start frame where both are taken', startFrame, true, '9:16'],
  ['of a text-to-video request', undefined, false, '9:16'],
])('the ratio %s is sent or left out', (_where, frame, aspectRatioWithStartFrame, sent) => {
  const fitted = fitToOffer(
    { ...request, aspectRatio: '9:16', startFrame: frame },
    { ...capabilities, aspectRatioWithStartFrame },
  );
  expect(fitted.request.aspectRatio ?? null).toBe(sent);
  expect(fitted.adaptations.map(({ requested, applied }) => [requested, applied])).toEqual(
    sent === null ? [['9:16', null]] : [],
  );
});

test('duration, frames and prompts are never changed', () => {
  const whole = {
    ...request,
    startFrame,
    endFrame: startFrame,
    aspectRatio: '4:5',
    cfgScale: 0.33,
  };
  const { cfgScale, aspectRatio, ...fitted } = fitToOffer(whole, capabilities).request;
  const { cfgScale: _cfg, aspectRatio: _ratio, ...asked } = whole;
  expect([cfgScale, aspectRatio]).toEqual([0.3, undefined]);
  expect(fitted).toEqual(asked);
});

test('what was not asked for is not adapted', () => {
  expect(toAdaptations(request, capabilities)).toEqual([]);
});
