import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { FalSettings } from './index.ts';
import { createFal } from './index.ts';

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

/** The key of RFC 8032's first test. */
const webhooks = { publicKeys: ['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'] };

function setup(request: StagedRequest, callbackUrl?: string, settings: FalSettings = { webhooks }) {
  const prepared = createFal(settings).prepare(request, { attemptId: 'attempt-1', callbackUrl });
  // What is compared is what is stored and sent.
  return { ...prepared, body: JSON.parse(JSON.stringify(prepared.body)) };
}

test('a text-to-video request becomes the documented body, its duration a string', () => {
  expect(setup(text)).toEqual({
    model: 'kling-2.5-turbo-pro',
    route: 'fal-ai/kling-video/v2.5-turbo/pro/text-to-video',
    headers: {},
    adaptations: [],
    body: {
      prompt: 'a cinematic drone shot over snowy mountains at sunrise',
      duration: '5',
      aspect_ratio: '16:9',
    },
  });
});

test('start frame, end frame and every option become the documented body', () => {
  const request: StagedRequest = {
    ...image,
    duration: 10,
    endFrame: 'data:image/png;base64,AAAA',
    negativePrompt: 'distortion, low quality',
    cfgScale: 0.37,
    providerOptions: { other: { anything: true } },
  };
  expect(setup(request)).toMatchObject({
    route: 'fal-ai/kling-video/v2.5-turbo/pro/image-to-video',
    body: {
      prompt: 'a cinematic drone shot over snowy mountains at sunrise',
      duration: '10',
      image_url: 'https://example.com/start.jpg',
      tail_image_url: 'data:image/png;base64,AAAA',
      negative_prompt: 'distortion, low quality',
      cfg_scale: 0.37,
    },
  });
});

test('a callback URL goes into the path and not into the body', () => {
  const { route, body } = setup(text, 'https://me.example/hooks/x1?a=b');
  expect(route).toBe(
    'fal-ai/kling-video/v2.5-turbo/pro/text-to-video?fal_webhook=https%3A%2F%2Fme.example%2Fhooks%2Fx1%3Fa%3Db',
  );
  expect(body).toEqual(setup(text).body);
});

test('without keys to verify it with, no webhook is asked for', () => {
  expect(setup(text, 'https://me.example/hooks/x1', {})).toEqual(setup(text));
});

test('a ratio beside a start frame is left out and reported', () => {
  const { body, adaptations } = setup({ ...image, aspectRatio: '9:16' });
  expect(body).not.toHaveProperty('aspect_ratio');
  expect(adaptations).toMatchObject([{ field: 'aspectRatio', requested: '9:16', applied: null }]);
});

test('a cfg of 0 is sent', () => {
  expect(setup({ ...text, cfgScale: 0 }).body).toMatchObject({ cfg_scale: 0 });
});

test('every option is refused, because there is none', () => {
  expect(() => setup({ ...text, providerOptions: { fal: { loud: true } } })).toThrow(
    expect.objectContaining({ code: 'invalid-request', outcome: 'rejected' }),
  );
});

test('a model without an endpoint for the mode is unsupported', () => {
  const models = { 'kling-2.6': { vendorModels: { textToVideo: 'fal-ai/kling-video/v2.6' } } };
  const request = { ...image, model: 'kling-2.6' };
  expect(() => createFal({ models }).prepare(request, { attemptId: 'a' })).toThrow(
    expect.objectContaining({ code: 'unsupported' }),
  );
});
