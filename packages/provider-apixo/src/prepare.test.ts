import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import { createApixo } from './index.ts';
import type { ApixoRouting } from './prepare.ts';

const text: StagedRequest = {
  prompt: 'a cinematic drone shot over snowy mountains at sunrise',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: { customer: 'never sent' },
  providerOptions: {},
};
const { aspectRatio: _none, ...withoutRatio } = text;
const image: StagedRequest = { ...withoutRatio, startFrame: 'https://example.com/start.jpg' };

function setup(request: StagedRequest, callbackUrl?: string, routing?: ApixoRouting) {
  const prepared = createApixo({ routing }).prepare(request, {
    attemptId: 'attempt-1',
    callbackUrl,
  });
  // What is compared is what is stored and sent.
  return { ...prepared, body: JSON.parse(JSON.stringify(prepared.body)) };
}

test('a text-to-video request becomes the documented body', () => {
  expect(setup(text)).toEqual({
    model: 'kling-2.5-turbo-pro',
    route: 'kling-2-5-turbo-pro',
    headers: {},
    adaptations: [],
    body: {
      request_type: 'async',
      input: {
        mode: 'text-to-video',
        prompt: 'a cinematic drone shot over snowy mountains at sunrise',
        duration: 5,
        aspect_ratio: '16:9',
      },
    },
  });
});

test('start frame, end frame and every option become the documented body', () => {
  const request: StagedRequest = {
    ...image,
    duration: 10,
    endFrame: 'https://example.com/end.jpg',
    negativePrompt: 'distortion, low quality',
    cfgScale: 0.4,
    providerOptions: { apixo: { source: 'studio' }, other: { anything: true } },
  };
  expect(setup(request, 'https://me.example/hooks/x1', 'official').body).toEqual({
    request_type: 'callback',
    callback_url: 'https://me.example/hooks/x1',
    provider: 'official',
    source: 'studio',
    input: {
      mode: 'image-to-video',
      prompt: 'a cinematic drone shot over snowy mountains at sunrise',
      duration: 10,
      image_urls: ['https://example.com/start.jpg', 'https://example.com/end.jpg'],
      negative_prompt: 'distortion, low quality',
      cfg_scale: 0.4,
    },
  });
});

test('one frame is one image', () => {
  expect(setup(image).body.input.image_urls).toEqual(['https://example.com/start.jpg']);
});

test('a ratio beside a start frame is left out and reported', () => {
  const { body, adaptations } = setup({ ...image, aspectRatio: '9:16' });
  expect(body.input).not.toHaveProperty('aspect_ratio');
  expect(adaptations).toMatchObject([{ field: 'aspectRatio', requested: '9:16', applied: null }]);
});

test.each([
  [0, 0, 0],
  [0.44, 0.4, 1],
  [0.35, 0.4, 1],
  [0.3, 0.3, 0],
  [1, 1, 0],
])('cfg %d is sent as %d', (cfgScale, sent, adapted) => {
  const { body, adaptations } = setup({ ...text, cfgScale });
  expect(body.input.cfg_scale).toBe(sent);
  expect(adaptations).toHaveLength(adapted);
});

test.each([{ sauce: 'x' }, { source: 1 }, { source: '' }])(
  'the unknown or wrong option %j is refused',
  (apixo) => {
    expect(() => setup({ ...text, providerOptions: { apixo } })).toThrow(
      expect.objectContaining({ code: 'invalid-request', outcome: 'rejected' }),
    );
  },
);

test('a model without a vendor id for the mode is unsupported', () => {
  const models = { 'kling-2.6': { vendorModels: { textToVideo: 'kling-2-6' } } };
  const request = { ...image, model: 'kling-2.6' };
  expect(() => createApixo({ models }).prepare(request, { attemptId: 'a' })).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  );
});
