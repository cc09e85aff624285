import type { FakeProviderSettings } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { PlanChange } from '../../test/plan-input.ts';
import { orderOf, planFor, request, toDoubt } from '../../test/plan-input.ts';
import type { VideoRequest } from '../request/video-request.ts';
import { toQuote } from './plan.ts';

const url = { url: 'https://example.com/night.png' };
const bytes = { sha256: 'a1', mediaType: 'image/png', byteLength: 900 };
const urlOnly = { frameSources: ['url'] } as const;
const picky = { frames: { mediaTypes: ['image/jpeg', 'image/png'], maxBytes: 1000 } };

interface Row {
  readonly reason: string;
  readonly offer?: FakeProviderSettings;
  readonly ask?: Partial<VideoRequest>;
  readonly given?: PlanChange;
  readonly message: string;
}

const rows: readonly Row[] = [
  {
    reason: 'unsupported-model',
    ask: { model: 'sora-2' },
    message: 'a offers kling-2.5-turbo-pro, not sora-2.',
  },
  {
    reason: 'unsupported-text-to-video',
    offer: { capabilities: { textToVideo: false } },
    message: 'a needs a start frame for this model.',
  },
  {
    reason: 'unsupported-start-frame',
    offer: { capabilities: { startFrame: false } },
    ask: { startFrame: url },
    message: 'a takes no start frame.',
  },
  {
    reason: 'unsupported-end-frame',
    offer: { capabilities: { endFrame: false } },
    ask: { startFrame: url, endFrame: url },
    message: 'a takes no end frame for this model; leave the end frame out to use it.',
  },
  {
    reason: 'unsupported-negative-prompt',
    offer: { capabilities: { negativePrompt: false } },
    ask: { negativePrompt: 'rain' },
    message: 'a takes no negative prompt.',
  },
  {
    reason: 'unsupported-cfg-scale',
    offer: { capabilities: { cfgScale: false } },
    ask: { cfgScale: 0 },
    message: 'a takes no cfg scale.',
  },
  { reason: 'duration-not-offered', ask: { duration: 7 }, message: 'a offers 5 or 10 s, not 7 s.' },
  {
    reason: 'duration-not-offered',
    offer: { capabilities: { durations: [] } },
    message: 'a offers nothing s, not 5 s.',
  },
  {
    reason: 'aspect-ratio-not-offered',
    ask: { aspectRatio: '4:5' },
    message: 'a offers 16:9 or 9:16 or 1:1, not 4:5.',
  },
  {
    reason: 'aspect-ratio-not-offered',
    ask: { aspectRatio: '4:5', startFrame: url },
    message: 'a offers 16:9 or 9:16 or 1:1, not 4:5.',
  },
  {
    reason: 'prompt-too-long',
    offer: { capabilities: { promptMaxLength: 10 } },
    ask: { prompt: 'x'.repeat(11) },
    message: 'a takes prompts of up to 10 characters; this one has 11.',
  },
  {
    reason: 'negative-prompt-too-long',
    offer: { capabilities: { negativePromptMaxLength: 3 } },
    ask: { negativePrompt: 'rain' },
    message: 'a takes negative prompts of up to 3 characters; this one has 4.',
  },
  {
    reason: 'frame-type-not-offered',
    offer: { capabilities: picky },
    ask: { startFrame: { ...bytes, mediaType: 'image/gif' } },
    message: 'a takes image/jpeg or image/png; a frame is image/gif.',
  },
  {
    reason: 'frame-too-large',
    offer: { capabilities: picky },
    ask: { startFrame: bytes, endFrame: { ...bytes, byteLength: 1001 } },
    message: 'a takes frames of up to 1000 bytes; one has 1001.',
  },
  {
    reason: 'frame-needs-url',
    offer: { traits: urlOnly },
    ask: { startFrame: url, endFrame: bytes },
    message:
      'a takes frames by URL only, and nothing here can put these bytes at one: give a URL, set staging, or configure a provider that can upload.',
  },
  {
    reason: 'adaptation-needed',
    offer: { capabilities: { cfgScale: { step: 0.1 } } },
    ask: { cfgScale: 0.33 },
    given: { fit: 'strict' },
    message:
      'a would send cfgScale 0.3 instead of 0.33 (the vendor takes steps of 0.1), and fit is strict.',
  },
  {
    reason: 'adaptation-needed',
    offer: { capabilities: { aspectRatioWithStartFrame: false } },
    ask: { startFrame: url },
    given: { fit: 'strict' },
    message:
      'a would send aspectRatio not at all instead of 16:9 (the start frame decides the ratio), and fit is strict.',
  },
  {
    reason: 'invalid-options',
    ask: { providerOptions: { a: { mode: 'pro' } } },
    message: 'a refuses providerOptions.a: Unrecognized key: "mode".',
  },
  {
    reason: 'not-in-only',
    given: { routing: { only: ['b', 'c'] } },
    message: 'routing.only names b, c.',
  },
  {
    reason: 'not-in-only',
    given: { routing: { only: [] } },
    message: 'routing.only names nobody.',
  },
  { reason: 'ignored', given: { routing: { ignore: ['a'] } }, message: 'routing.ignore names a.' },
  {
    reason: 'above-max-price',
    given: { routing: { maxUsd: 0.299_999 } },
    message: 'a costs $0.30; maxUsd $0.299999 does not allow it.',
  },
  {
    reason: 'above-max-price',
    given: { routing: { maxUsd: 0.5 }, spentUsdMicros: 200_001 },
    message:
      'a costs $0.30; maxUsd $0.50, of which $0.200001 may have been spent, does not allow it.',
  },
  {
    reason: 'price-unknown',
    offer: { usd: {} },
    given: { routing: { maxUsd: 100 } },
    message: 'a has no known price, and maxUsd is set: give one in its models setting.',
  },
  {
    reason: 'resting',
    given: { standing: () => ({ reason: 'resting', message: 'a rests.', until: 9 }) },
    message: 'a rests.',
  },
];

test.each(rows)('$reason: $message', ({ reason, offer, ask, given, message }) => {
  const plan = planFor([{ id: 'a', ...offer }], { request: { ...request, ...ask }, ...given });
  expect(plan.candidates).toEqual([]);
  expect(plan.excluded).toHaveLength(1);
  expect(plan.excluded[0]).toMatchObject({ provider: 'a', reason, message });
});

test.each<readonly [string, FakeProviderSettings, Partial<VideoRequest>, PlanChange]>([
  ['a price of exactly maxUsd', {}, {}, { routing: { maxUsd: 0.3 } }],
  [
    'what is left of maxUsd to the micro-dollar',
    {},
    {},
    { routing: { maxUsd: 0.5 }, spentUsdMicros: 200_000 },
  ],
  [
    'a price of 0 when nothing is left',
    { usd: { 5: 0 } },
    {},
    { routing: { maxUsd: 0.1 }, spentUsdMicros: 100_000 },
  ],
  [
    'a prompt of exactly the longest',
    { capabilities: { promptMaxLength: 3 } },
    { prompt: 'abc' },
    {},
  ],
  [
    'a frame of exactly the largest size',
    { capabilities: picky },
    { startFrame: { ...bytes, byteLength: 1000 } },
    {},
  ],
  ['an address, whose type nobody knows', { capabilities: picky }, { startFrame: url }, {}],
  [
    'bytes where only URLs are taken but staging is there',
    { traits: urlOnly },
    { startFrame: bytes },
    { canStage: true },
  ],
  [
    'a ratio that no offer has beside a frame that decides',
    { capabilities: { aspectRatioWithStartFrame: false } },
    { startFrame: url, aspectRatio: '4:5' },
    {},
  ],
  ['options of another vendor', {}, { providerOptions: { other: { mode: 'pro' } } }, {}],
  [
    'a strict fit that changes nothing',
    { capabilities: { cfgScale: { step: 0.1 } } },
    { cfgScale: 0.3 },
    { fit: 'strict' },
  ],
  ['an unknown price without maxUsd', { usd: {} }, {}, {}],
])('%s is no reason to leave a provider out', (_what, offer, ask, given) => {
  const plan = planFor([{ id: 'a', ...offer }], { request: { ...request, ...ask }, ...given });
  expect(orderOf(plan)).toEqual(['a']);
});

test('what lasts is told before what is only for now', () => {
  const plan = planFor([{ id: 'a' }], {
    request: { ...request, duration: 7 },
    standing: () => ({ reason: 'resting', message: 'a rests.', until: 9 }),
  });
  expect(plan.excluded[0]).toMatchObject({ reason: 'duration-not-offered' });
  expect(plan.excluded[0]).not.toHaveProperty('until');
});

const dear = { id: 'dear', usd: { 5: 0.6 } };
const cheap = { id: 'cheap', usd: { 5: 0.3 } };
const alsoCheap = { id: 'also-cheap', usd: { 5: 0.3 } };
const unpriced = { id: 'unpriced', usd: {} };
const rounding = { id: 'rounding', usd: { 5: 0.3 }, capabilities: { cfgScale: { step: 0.5 } } };

test.each<readonly [string, readonly FakeProviderSettings[], PlanChange, readonly string[]]>([
  [
    'the cheapest first, an unknown price last',
    [unpriced, dear, cheap],
    {},
    ['cheap', 'dear', 'unpriced'],
  ],
  ['of equal prices as configured', [alsoCheap, cheap], {}, ['also-cheap', 'cheap']],
  [
    'of equal prices the one that changes less',
    [rounding, cheap],
    { request: { ...request, cfgScale: 0.3 } },
    ['cheap', 'rounding'],
  ],
  [
    'the order, then by price',
    [cheap, alsoCheap, dear],
    { routing: { order: ['dear'] } },
    ['dear', 'cheap', 'also-cheap'],
  ],
  [
    'the whole order',
    [cheap, unpriced, dear],
    { routing: { order: ['unpriced', 'dear', 'cheap'] } },
    ['unpriced', 'dear', 'cheap'],
  ],
  [
    'an order that names who is left out',
    [cheap, dear],
    { routing: { order: ['dear', 'cheap'], ignore: ['dear'] } },
    ['cheap'],
  ],
  [
    'the one that goes first, whatever its price',
    [cheap, dear, unpriced],
    { first: 'unpriced' },
    ['unpriced', 'cheap', 'dear'],
  ],
  [
    'first before the order',
    [cheap, dear],
    { first: 'cheap', routing: { order: ['dear'] } },
    ['cheap', 'dear'],
  ],
  [
    'only those named',
    [cheap, dear, unpriced],
    { routing: { only: ['dear', 'unpriced'] } },
    ['dear', 'unpriced'],
  ],
  [
    'ignore before only',
    [cheap, dear],
    { routing: { only: ['cheap', 'dear'], ignore: ['cheap'] } },
    ['dear'],
  ],
  [
    'one, where fallbacks are not allowed',
    [dear, cheap],
    { routing: { allowFallbacks: false } },
    ['cheap'],
  ],
])('the plan is %s', (_what, providers, change, order) => {
  expect(orderOf(planFor(providers, change))).toEqual(order);
});

test('who is left out because fallbacks are not allowed is told so', () => {
  expect(planFor([dear, cheap], { routing: { allowFallbacks: false } }).excluded).toEqual([
    {
      provider: 'dear',
      reason: 'fallbacks-not-allowed',
      message: 'cheap goes first and allowFallbacks is false.',
    },
  ]);
});

test.each<readonly [string, readonly FakeProviderSettings[], PlanChange, readonly string[]]>([
  ['alone', [cheap], {}, ['the only one that can take it']],
  [
    'by price',
    [unpriced, dear, cheap],
    {},
    ['the cheapest', '$0.30 more than cheap', 'its price is not known, so it comes last'],
  ],
  [
    'of equal prices',
    [cheap, alsoCheap],
    {},
    ['the cheapest', 'the same price, and configured later'],
  ],
  [
    'by what is changed',
    [rounding, cheap],
    { request: { ...request, cfgScale: 0.3 } },
    ['the cheapest', 'the same price, but it changes more of the request'],
  ],
  [
    'by order',
    [cheap, dear],
    { routing: { order: ['dear', 'cheap'] } },
    ['number 1 in routing.order', 'number 2 in routing.order'],
  ],
  [
    'after the order',
    [cheap, dear],
    { routing: { order: ['dear'] } },
    ['number 1 in routing.order', 'after those in routing.order, by price'],
  ],
  [
    'after an unpriced one in the order',
    [cheap, unpriced],
    { routing: { order: ['unpriced'] } },
    ['number 1 in routing.order', 'after those in routing.order, by price'],
  ],
  [
    'after an equal price in the order',
    [alsoCheap, cheap],
    { routing: { order: ['cheap'] } },
    ['number 1 in routing.order', 'after those in routing.order, by price'],
  ],
  ['without fallbacks', [cheap, dear], { routing: { allowFallbacks: false } }, ['the cheapest']],
  [
    'where the cheapest is a last resort',
    [cheap, dear],
    { outlook: toDoubt('cheap') },
    [
      'the cheapest of those that answer',
      'asked only where nobody else can be, because its last submits came to nothing',
    ],
  ],
  [
    'where the dearest is a last resort',
    [cheap, dear],
    { outlook: toDoubt('dear') },
    [
      'the cheapest',
      'asked only where nobody else can be, because its last submits came to nothing',
    ],
  ],
  [
    'where there is only a last resort',
    [cheap],
    { outlook: toDoubt('cheap') },
    ['nobody better can be asked, although its last submits came to nothing'],
  ],
  [
    'where a last resort is first in the order',
    [cheap, dear],
    { outlook: toDoubt('dear'), routing: { order: ['dear'] } },
    ['number 1 in routing.order', 'after those in routing.order, by price'],
  ],
])('each candidate says why it stands there: %s', (_what, providers, change, reasons) => {
  expect(planFor(providers, change).candidates.map(({ why }) => why)).toEqual(reasons);
});

test('who follows a provider that is asked again is not said to follow an order that nobody set', () => {
  const [again, next] = planFor([cheap, dear], { first: 'dear' }).candidates;
  expect(again?.why).toBe('again, in the spelling that its vendor asked for');
  expect(next?.why).not.toMatch(/routing\.order/);
});

test('a candidate carries its quote, what would be changed, and whether a frame is to be staged', () => {
  const provider = fakeProvider({
    id: 'a',
    usd: { 5: 0.31 },
    certainty: 'from',
    traits: urlOnly,
    capabilities: { cfgScale: { step: 0.5 } },
  });
  const plan = planFor([provider], {
    request: { ...request, cfgScale: 0.3, startFrame: bytes },
    canStage: true,
  });
  expect(plan.candidates).toEqual([
    {
      provider: 'a',
      model: request.model,
      quote: { usdMicros: 310_000, certainty: 'from', source: 'settings', asOf: 'unknown' },
      adaptations: [
        {
          field: 'cfgScale',
          requested: 0.3,
          applied: 0.5,
          reason: 'the vendor takes steps of 0.5',
        },
      ],
      needsStaging: true,
      why: 'the only one that can take it',
    },
  ]);
});

test.each([
  ['bytes go as they are', ['url', 'bytes'] as const, bytes, false],
  ['an address goes as it is', ['url'] as const, url, false],
  ['bytes go by URL', ['url'] as const, bytes, true],
])('%s', (_what, frameSources, startFrame, needsStaging) => {
  const [candidate] = planFor([{ id: 'a', traits: { frameSources } }], {
    request: { ...request, startFrame },
    canStage: true,
  }).candidates;
  expect(candidate?.needsStaging).toBe(needsStaging);
});

test('a duration without a price has an unknown price, never 0', () => {
  const [offer] = fakeProvider({ usd: { 5: 0.3 }, capabilities: { durations: [5, 10] } }).offers;
  if (offer === undefined) throw new Error('no offer');
  expect(toQuote(offer, 10)).toEqual({ certainty: 'unknown' });
});

test('a price of 0 is a price', () => {
  const plan = planFor([cheap, { id: 'free', usd: { 5: 0 } }], { routing: { maxUsd: 1 } });
  expect(orderOf(plan)).toEqual(['free', 'cheap']);
  expect(plan.candidates[0]?.quote.usdMicros).toBe(0);
});

test('each wrong option is named by its path', () => {
  const optionsSchema = z.strictObject({ mode: z.enum(['std', 'pro']) });
  const plan = planFor([{ ...fakeProvider({ id: 'a' }), optionsSchema }], {
    request: { ...request, providerOptions: { a: { mode: 'max', seed: 1 } } },
  });
  expect(plan.excluded[0]?.message).toMatch(
    /providerOptions\.a\.mode: .*providerOptions\.a: .*"seed"/,
  );
});

test('no providers make an empty plan', () => {
  expect(planFor([])).toEqual({ candidates: [], excluded: [] });
});
