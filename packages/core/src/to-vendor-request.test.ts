import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { makeJob } from '../test/make-job.ts';
import type { StagedRequest } from './request/video-request.ts';
import { toVendorRequest } from './to-vendor-request.ts';

const { startFrame: _start, endFrame: _end, ...text } = makeJob().request;
const url = 'https://example.com/night.png';

function setup(change: { readonly endFrame?: boolean; readonly textToVideo?: string } = {}) {
  const provider = fakeProvider({
    id: 'a-2',
    vendor: 'a',
    capabilities: { endFrame: change.endFrame ?? true, cfgScale: { step: 0.5 } },
  });
  const vendorModels = {
    imageToVideo: 'i2v',
    ...(change.textToVideo === undefined ? {} : { textToVideo: change.textToVideo }),
  };
  return {
    id: provider.id,
    vendor: provider.vendor,
    offers: provider.offers.map((offer) => ({ ...offer, vendorModels })),
    optionsSchema: z.strictObject({ mode: z.enum(['std', 'pro']).optional() }),
  };
}

test('a request is fitted, with the vendor id of its mode and the options of its vendor', () => {
  const asked: StagedRequest = {
    ...text,
    startFrame: url,
    cfgScale: 0.3,
    providerOptions: { a: { mode: 'pro' }, 'a-2': { x: 1 } },
  };
  expect(toVendorRequest(setup(), asked)).toEqual({
    request: { ...asked, cfgScale: 0.5 },
    adaptations: [expect.objectContaining({ requested: 0.3, applied: 0.5 })],
    vendorModel: 'i2v',
    options: { mode: 'pro' },
  });
  expect(toVendorRequest(setup({ textToVideo: 't2v' }), text).vendorModel).toBe('t2v');
});

test.each<readonly [string, Partial<StagedRequest>, Parameters<typeof setup>[0], string, string]>([
  [
    'another model',
    { model: 'sora-2' },
    {},
    'unsupported',
    'a-2 does not offer the model "sora-2"; it offers kling-2.5-turbo-pro.',
  ],
  [
    'text where only images are taken',
    {},
    {},
    'unsupported',
    'a-2 makes no kling-2.5-turbo-pro from text.',
  ],
  [
    'an end frame that is not taken',
    { startFrame: url, endFrame: url },
    { endFrame: false },
    'unsupported',
    'a-2 takes no end frame for kling-2.5-turbo-pro.',
  ],
  [
    'a wrong option',
    { startFrame: url, providerOptions: { a: { mode: 'max' } } },
    {},
    'invalid-request',
    'a-2 refuses providerOptions.a.mode: Invalid option: expected one of "std"|"pro".',
  ],
  [
    'an unknown option',
    { startFrame: url, providerOptions: { a: { seed: 1 } } },
    {},
    'invalid-request',
    'a-2 refuses providerOptions.a: Unrecognized key: "seed".',
  ],
])('%s is refused', (_what, change, offer, code, message) => {
  expect(() => toVendorRequest(setup(offer), { ...text, ...change })).toThrow(
    expect.objectContaining({ code, message, provider: 'a-2', outcome: 'rejected' }),
  );
});
