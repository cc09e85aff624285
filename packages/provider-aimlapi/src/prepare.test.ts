import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import { createAimlapi } from './index.ts';

const text: StagedRequest = {
  prompt: 'A cheerful white raccoon running through a sequoia forest',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: { customer: 'never sent' },
  providerOptions: {},
};

function setup(request: StagedRequest) {
  const prepared = createAimlapi().prepare(request, { attemptId: 'attempt-1' });
  // What is compared is what is stored and sent.
  return { ...prepared, body: JSON.parse(JSON.stringify(prepared.body)) };
}

test('a text-to-video request becomes the documented body, with our reference beside it', () => {
  expect(setup({ ...text, negativePrompt: 'blur', cfgScale: 0 })).toEqual({
    model: 'kling-2.5-turbo-pro',
    route: 'v2/generate/video/kling/generation',
    headers: { 'X-Client-Request-Id': 'attempt-1' },
    adaptations: [],
    body: {
      model: 'klingai/v2.5-turbo/pro/text-to-video',
      prompt: 'A cheerful white raccoon running through a sequoia forest',
      duration: 5,
      aspect_ratio: '16:9',
      negative_prompt: 'blur',
      cfg_scale: 0,
    },
  });
});

test.each(['https://example.com/start.png', 'data:image/png;base64,iVBORw0KGgo='])(
  'the start frame %s selects the other model and decides the ratio',
  (startFrame) => {
    const { body, adaptations } = setup({ ...text, duration: 10, startFrame });
    expect(body).toEqual({
      model: 'klingai/v2.5-turbo/pro/image-to-video',
      prompt: 'A cheerful white raccoon running through a sequoia forest',
      image_url: startFrame,
      duration: 10,
    });
    expect(adaptations).toMatchObject([{ field: 'aspectRatio', requested: '16:9', applied: null }]);
  },
);

test('an end frame is refused, never dropped', () => {
  const frames = { startFrame: 'https://e.example/a.png', endFrame: 'https://e.example/b.png' };
  expect(() => setup({ ...text, ...frames })).toThrow(
    expect.objectContaining({ code: 'unsupported', outcome: 'rejected' }),
  );
});

test.each(['kling', 'fal', 'auto'])('the upstream %s is passed on', (provider) => {
  expect(setup({ ...text, providerOptions: { aimlapi: { provider } } }).body.provider).toBe(
    provider,
  );
});

test.each([{ provider: 'replicate' }, { seed: 1 }])('the option %j is refused', (aimlapi) => {
  expect(() => setup({ ...text, providerOptions: { aimlapi } })).toThrow(
    expect.objectContaining({ code: 'invalid-request', outcome: 'rejected' }),
  );
});
