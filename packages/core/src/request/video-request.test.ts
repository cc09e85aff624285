import fc from 'fast-check';
import { expect, test } from 'vitest';
import { png } from '../../test/image-bytes.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { parseVideoRequest, videoRequestSchema } from './video-request.ts';

const prompt = 'dawn breaks over the ridge';

/** Parses what the types would not let through, as a JavaScript caller or a JSON body does. */
async function refusal(input: unknown): Promise<VideoGatewayError> {
  // The point of these tests is input that is not of the declared type.
  const error: unknown = await parseVideoRequest(input as never).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!VideoGatewayError.isInstance(error))
    throw new Error('not refused with our error', { cause: error });
  expect(error).toMatchObject({ code: 'invalid-request', outcome: 'rejected', charged: 'no' });
  return error;
}

const circular: Record<string, unknown> = {};
circular['self'] = circular;

const frameForms =
  'a URL (string or URL), the bytes of an image file (Uint8Array or Blob), or { data, mediaType }';
const seconds = 'a number of seconds above 0';
const ratio = 'W:H, such as 16:9';

test.each([
  ['prompt', undefined, 'nothing', 'a string that is not blank'],
  ['prompt', null, 'null', 'a string that is not blank'],
  ['prompt', '', 'a blank string', 'a string that is not blank'],
  ['prompt', ' \n\t', 'a blank string', 'a string that is not blank'],
  ['prompt', 7, '7', 'a string that is not blank'],
  ['prompt', ['a'], 'an array', 'a string that is not blank'],
  ['prompt', { text: 'a' }, 'a value of type object', 'a string that is not blank'],
  ['model', '', 'a blank string', 'a model id that is not blank'],
  ['model', null, 'null', 'a model id that is not blank'],
  ['model', false, 'false', 'a model id that is not blank'],
  ['negativePrompt', ' ', 'a blank string', 'a string that is not blank, or nothing'],
  ['negativePrompt', null, 'null', 'a string that is not blank, or nothing'],
  ['negativePrompt', 0, '0', 'a string that is not blank, or nothing'],
  ['duration', 0, '0', seconds],
  ['duration', -5, '-5', seconds],
  ['duration', Number.NaN, 'NaN', seconds],
  ['duration', Number.POSITIVE_INFINITY, 'Infinity', seconds],
  ['duration', '5', '"5"', seconds],
  ['duration', 5n, '5', seconds],
  ['duration', null, 'null', seconds],
  ['aspectRatio', '16/9', '"16/9"', ratio],
  ['aspectRatio', '16:9 ', '"16:9 "', ratio],
  ['aspectRatio', '16:9\n', '"16:9\n"', ratio],
  ['aspectRatio', '0:9', '"0:9"', ratio],
  ['aspectRatio', '16:09', '"16:09"', ratio],
  ['aspectRatio', '', 'a blank string', ratio],
  ['aspectRatio', 1.5, '1.5', ratio],
  ['aspectRatio', null, 'null', ratio],
  ['cfgScale', -0.01, '-0.01', 'a number from 0 to 1'],
  ['cfgScale', 1.01, '1.01', 'a number from 0 to 1'],
  ['cfgScale', Number.NaN, 'NaN', 'a number from 0 to 1'],
  ['cfgScale', Number.NEGATIVE_INFINITY, '-Infinity', 'a number from 0 to 1'],
  ['cfgScale', '0.5', '"0.5"', 'a number from 0 to 1'],
  ['cfgScale', null, 'null', 'a number from 0 to 1'],
  ['metadata', null, 'null', 'an object of strings'],
  ['metadata', 'user', '"user"', 'an object of strings'],
  ['metadata', ['user'], 'an array', 'an object of strings'],
  ['metadata.user', null, 'null', 'a string'],
  ['metadata.user', 42, '42', 'a string'],
  ['providerOptions', null, 'null', 'an object of options by vendor'],
  ['providerOptions', 'apixo', '"apixo"', 'an object of options by vendor'],
  ['providerOptions.apixo', 5, '5', 'an object of JSON values'],
  ['providerOptions.apixo', null, 'null', 'an object of JSON values'],
  ['providerOptions.apixo', [], 'an array', 'an object of JSON values'],
  ['startFrame', null, 'null', frameForms],
  ['startFrame', ' ', 'a blank string', frameForms],
  ['startFrame', 5, '5', frameForms],
  ['startFrame', {}, 'a value of type object', frameForms],
  ['startFrame', { data: 5 }, 'a value of type object', frameForms],
  ['startFrame', { data: new ArrayBuffer(8) }, 'a value of type object', frameForms],
  ['startFrame', [1, 2, 3], 'an array', frameForms],
  ['endFrame', null, 'null', frameForms],
] as const)(
  '%s given as %o is refused with the value and what is allowed',
  async (path, value, got, allowed) => {
    const [field = '', key] = path.split('.');
    const input = { prompt, [field]: key === undefined ? value : { [key]: value } };
    const { message } = await refusal(input);
    expect(message).toBe(`${path}: got ${got}; allowed: ${allowed}`);
  },
);

test.each([
  ['a function', () => 1],
  ['a bigint', 1n],
  ['NaN', Number.NaN],
  ['a date', new Date(0)],
  ['a circle', circular],
])('a provider option that is %s is refused as no JSON', async (_what, value) => {
  const { message } = await refusal({ prompt, providerOptions: { apixo: { mode: value } } });
  expect(message).toMatch(/^providerOptions\.apixo\.mode.*: got .*; allowed: .*JSON/);
});

test.each([
  [undefined, 'nothing'],
  [null, 'null'],
  ['a prompt', '"a prompt"'],
  [[], 'an array'],
  [42, '42'],
  [() => {}, 'a value of type function'],
])('%o is no request, and the fields of one are named', async (input, got) => {
  const { message } = await refusal(input);
  expect(message).toBe(
    `got ${got}; allowed: an object with prompt, model, negativePrompt, startFrame, endFrame, duration, aspectRatio, cfgScale, metadata, providerOptions`,
  );
});

test.each([
  ['negative_prompt', 'negativePrompt'],
  ['Prompt', undefined],
  ['start-frame', 'startFrame'],
  ['END_FRAME', 'endFrame'],
  ['cfg_scale', 'cfgScale'],
  ['aspect_ratio', 'aspectRatio'],
  ['providerOption', undefined],
])('an unknown field %s is never dropped silently', async (field, meant) => {
  const { message } = await refusal({ prompt, [field]: 'x' });
  const known = field === 'Prompt' ? 'prompt' : meant;
  expect(message).toBe(
    known === undefined
      ? `${field}: unknown field; allowed: prompt, model, negativePrompt, startFrame, endFrame, duration, aspectRatio, cfgScale, metadata, providerOptions`
      : `${field}: unknown field; did you mean ${known}?`,
  );
});

test('all problems are named at once', async () => {
  const { message } = await refusal({
    prompt: '',
    duration: 0,
    cfgScale: 2,
    seed: 1,
    cfg_scale: 1,
  });
  expect(message.split('; ').map((part) => part.split(':')[0])).toEqual([
    'prompt',
    'allowed',
    'duration',
    'allowed',
    'cfgScale',
    'allowed',
    'seed',
    'allowed',
    'cfg_scale',
    'did you mean cfgScale?',
  ]);
});

test('a long wrong value is shown only in part', async () => {
  const { message } = await refusal({ prompt, aspectRatio: 'x'.repeat(10_000) });
  expect(message).toContain(`"${'x'.repeat(60)}…"`);
  expect(message.length).toBeLessThan(200);
});

test('an end frame needs a start frame', async () => {
  const { message } = await refusal({ prompt, endFrame: 'https://example.com/day.png' });
  expect(message).toBe(
    'endFrame: needs a startFrame; allowed: both, a startFrame alone, or neither',
  );
});

test('a wrong frame is named by its field', async () => {
  const start = await refusal({ prompt, startFrame: 'ridge.png' });
  expect(start.message).toMatch(/^startFrame: got "ridge\.png"/);
  const end = await refusal({ prompt, startFrame: png, endFrame: 'ftp://example.com/day.png' });
  expect(end.message).toMatch(/^endFrame: got "ftp:/);
});

test('a blob that cannot be read is refused, not thrown through', async () => {
  class BrokenBlob extends Blob {
    override arrayBuffer(): Promise<ArrayBuffer> {
      return Promise.reject(new DOMException('gone', 'NotReadableError'));
    }
  }
  const { message } = await refusal({ prompt, startFrame: new BrokenBlob([]) });
  expect(message).toMatch(/^startFrame: /);
});

test('a request that throws when it is read is refused, not thrown through', async () => {
  const trap = Object.defineProperty({ prompt }, 'duration', {
    enumerable: true,
    get: () => {
      throw new RangeError('surprise');
    },
  });
  await refusal(trap);
});

test('whatever is passed, nothing but invalid-request is thrown, and what is parsed can be kept', async () => {
  const field = fc.constantFrom(
    'prompt',
    'model',
    'negativePrompt',
    'startFrame',
    'endFrame',
    'duration',
    'aspectRatio',
    'cfgScale',
    'metadata',
    'providerOptions',
    'extra',
  );
  const value = fc.oneof(fc.anything(), fc.constantFrom(prompt, 5, '16:9', png, 'https://x.test/'));
  await fc.assert(
    fc.asyncProperty(fc.dictionary(field, value), async (input) => {
      try {
        // Anything at all is the point.
        const { request } = await parseVideoRequest({ prompt, ...input } as never);
        expect(videoRequestSchema.parse(JSON.parse(JSON.stringify(request)))).toEqual(request);
      } catch (error) {
        if (!VideoGatewayError.isInstance(error)) throw error;
        expect(error.code).toBe('invalid-request');
      }
    }),
    { numRuns: 300 },
  );
});

test('what is left out gets its default', async () => {
  expect(await parseVideoRequest({ prompt })).toEqual({
    request: {
      prompt,
      model: 'kling-2.5-turbo-pro',
      duration: 5,
      aspectRatio: '16:9',
      metadata: {},
      providerOptions: {},
    },
    media: [],
  });
});

test('16:9 is the default only without a start frame', async () => {
  const startFrame = 'https://example.com/night.png';
  const framed = await parseVideoRequest({ prompt, startFrame });
  expect(framed.request.startFrame).toEqual({ url: startFrame });
  expect(framed.request).not.toHaveProperty('aspectRatio');
  const both = await parseVideoRequest({ prompt, startFrame, aspectRatio: '1:1' });
  expect(both.request.aspectRatio).toBe('1:1');
  const neither = await parseVideoRequest({ prompt, aspectRatio: '9:16' });
  expect(neither.request.aspectRatio).toBe('9:16');
});

test.each([0, 1, 0.5])('a cfg scale of %d is kept as it is', async (cfgScale) => {
  expect((await parseVideoRequest({ prompt, cfgScale })).request.cfgScale).toBe(cfgScale);
});

test.each([0.001, 7, 5.5, 3600])(
  'a duration of %d s is for the offers to judge',
  async (duration) => {
    expect((await parseVideoRequest({ prompt, duration })).request.duration).toBe(duration);
  },
);

test('a cfg scale that was not given is absent', async () => {
  expect((await parseVideoRequest({ prompt })).request).not.toHaveProperty('cfgScale');
});

test('the prompt is kept to the letter', async () => {
  const exact = '  two spaces\nand a line \u{1f305}';
  expect((await parseVideoRequest({ prompt: exact })).request.prompt).toBe(exact);
});

test('the same picture at both ends is two frames of one fingerprint', async () => {
  const { request, media } = await parseVideoRequest({ prompt, startFrame: png, endFrame: png });
  expect(request.startFrame).toEqual(request.endFrame);
  expect(new Set(media.map(({ sha256 }) => sha256)).size).toBe(1);
});
