import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import { createApiframe } from './index.ts';
import { apiframeOffers } from './models.ts';
import type { GuidanceField } from './prepare.ts';

const text: StagedRequest = {
  prompt: 'a timelapse of a flower blooming in a garden',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: { customer: 'never sent' },
  providerOptions: {},
};

function setup(
  request: StagedRequest,
  callbackUrl?: string,
  guidanceField: GuidanceField = 'cfg_scale',
) {
  const prepared = createApiframe({ guidanceField }).prepare(request, {
    attemptId: 'attempt-1',
    callbackUrl,
  });
  // What is compared is what is stored and sent.
  return { ...prepared, body: JSON.parse(JSON.stringify(prepared.body)) };
}

test('a text-to-video request becomes the documented body and carries its key', () => {
  expect(setup(text)).toEqual({
    model: 'kling-2.5-turbo-pro',
    headers: { 'Idempotency-Key': 'attempt-1' },
    adaptations: [],
    body: {
      prompt: 'a timelapse of a flower blooming in a garden',
      model: 'kling-2.5-turbo-pro',
      klingParams: { duration: 5, aspect_ratio: '16:9' },
    },
  });
});

test('frames, options and a callback become the documented body', () => {
  const request: StagedRequest = {
    ...text,
    duration: 10,
    aspectRatio: '9:16',
    startFrame: 'https://example.com/start.png',
    endFrame: 'https://example.com/end.png',
    negativePrompt: 'blur',
    cfgScale: 0.55,
  };
  const { body, adaptations } = setup(request, 'https://me.example/hooks/x1');
  expect(adaptations).toEqual([]);
  expect(body).toEqual({
    prompt: 'a timelapse of a flower blooming in a garden',
    model: 'kling-2.5-turbo-pro',
    klingParams: {
      duration: 10,
      aspect_ratio: '9:16',
      start_image: 'https://example.com/start.png',
      end_image: 'https://example.com/end.png',
      negative_prompt: 'blur',
      cfg_scale: 0.55,
    },
    webhookUrl: 'https://me.example/hooks/x1',
    webhookEvents: ['completed', 'failed'],
  });
});

test.each([
  ['cfg_scale', 0],
  ['guidance_scale', 1],
] as const)('the cfg scale is sent as %s', (field, cfgScale) => {
  const { klingParams } = setup({ ...text, cfgScale }, undefined, field).body;
  expect(klingParams).toEqual({ duration: 5, aspect_ratio: '16:9', [field]: cfgScale });
});

test('an option is refused, because the vendor refuses every unknown field', () => {
  expect(() => setup({ ...text, providerOptions: { apiframe: { seed: 1 } } })).toThrow(
    expect.objectContaining({ code: 'invalid-request', outcome: 'rejected' }),
  );
});

test('a price is the credits of the page at what a credit costs', () => {
  expect(apiframeOffers(0.01)[0]?.prices).toMatchObject([
    { duration: 5, usdMicros: 40_000, certainty: 'estimate' },
    { duration: 10, usdMicros: 70_000, certainty: 'estimate' },
  ]);
});
