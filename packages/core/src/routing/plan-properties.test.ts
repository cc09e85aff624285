import { fakeProvider } from '@vidgate/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { orderOf, planFor, request } from '../../test/plan-input.ts';
import type { OfferCapabilities } from '../offer.ts';
import type { VideoProvider } from '../provider.ts';
import type { PlanInput } from './plan.ts';

const ids = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
const url = { url: 'https://example.com/night.png' };
const bytes = { sha256: 'a1', mediaType: 'image/png', byteLength: 500 };
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const provider = (id: string): fc.Arbitrary<VideoProvider> =>
  fc
    .record({
      price: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
      durations: fc.subarray([5, 10]),
      ratios: fc.subarray(['16:9', '9:16']),
      textToVideo: fc.boolean(),
      startFrame: fc.boolean(),
      endFrame: fc.boolean(),
      aspectRatioWithStartFrame: fc.boolean(),
      negativePrompt: fc.boolean(),
      cfgScale: fc.constantFrom(false as const, {}, { step: 0.5 }),
      promptMaxLength: fc.constantFrom(5, 1000),
      maxBytes: fc.constantFrom(100, 1000),
      takesBytes: fc.boolean(),
    })
    .map(({ price, durations, ratios, promptMaxLength, maxBytes, takesBytes, ...can }) =>
      fakeProvider({
        id,
        usd: price === undefined ? {} : { 5: price / 100, 10: price / 50 },
        traits: { frameSources: takesBytes ? ['url', 'bytes'] : ['url'] },
        capabilities: {
          ...can,
          durations,
          aspectRatios: ratios,
          promptMaxLength,
          frames: { mediaTypes: ['image/png'], maxBytes },
        },
      }),
    );

const inputs = fc.record({
  providers: fc
    .subarray([...ids])
    .chain((chosen) => fc.tuple(...chosen.map(provider)))
    .chain((made) => fc.shuffledSubarray([...made], { minLength: made.length })),
  request: fc
    .record({
      prompt: fc.constantFrom('dawn', 'dawn breaks over the ridge'),
      duration: fc.constantFrom(5, 10),
      aspectRatio: maybe(fc.constantFrom('16:9', '9:16')),
      negativePrompt: maybe(fc.constant('rain')),
      cfgScale: maybe(fc.constantFrom(0, 0.3, 1)),
      startFrame: maybe(fc.constantFrom(url, bytes)),
      endFrame: maybe(fc.constantFrom(url, bytes)),
    })
    .map(({ startFrame, endFrame, ...fields }) => ({
      ...request,
      ...fields,
      startFrame,
      endFrame: startFrame && endFrame,
    })),
  routing: fc.record(
    {
      only: fc.subarray([...ids], { minLength: 1 }),
      ignore: fc.subarray([...ids]),
      order: fc.shuffledSubarray([...ids]),
      maxUsd: fc.integer({ min: 1, max: 150 }).map((cents) => cents / 100),
      allowFallbacks: fc.boolean(),
      sort: fc.constantFrom('price' as const, 'availability' as const, 'balanced' as const),
      weights: fc.dictionary(fc.constantFrom(...ids), fc.integer({ min: 0, max: 100 })),
      patienceMs: fc.constantFrom(0, 60_000),
    },
    { requiredKeys: [] },
  ),
  fit: fc.constantFrom('adapt' as const, 'strict' as const),
  canStage: fc.boolean(),
  first: maybe(fc.constantFrom(...ids)),
  spentUsdMicros: fc.integer({ min: 0, max: 500_000 }),
});

test('every provider is exactly once a candidate or left out, and says why', () => {
  fc.assert(
    fc.property(inputs, ({ providers, ...input }) => {
      const plan = planFor(providers, input);
      const named = [...plan.candidates, ...plan.excluded].map((one) => one.provider);
      expect(named.toSorted()).toEqual(providers.map(({ id }) => id).toSorted());
      for (const { why } of plan.candidates) expect(why).not.toBe('');
      for (const { message } of plan.excluded) expect(message).toMatch(/\.$/);
    }),
    { numRuns: 200 },
  );
});

test('no candidate breaks a capability, a limit or a wish', () => {
  fc.assert(
    fc.property(inputs, ({ providers, ...input }) => {
      for (const candidate of planFor(providers, input).candidates) {
        const chosen = providers.find(({ id }) => id === candidate.provider);
        expect(chosen && violations(chosen, candidate.quote.usdMicros, input)).toEqual([]);
      }
    }),
    { numRuns: 400 },
  );
});

/** Written from the words of the design, not from the code: all that a candidate must not break. */
function violations(
  { id, traits, offers }: VideoProvider,
  usdMicros: number | undefined,
  input: Omit<GivenInput, 'providers'>,
): readonly string[] {
  const can = offers[0]?.capabilities;
  if (can === undefined) return ['no offer'];
  const { request: asked, routing, canStage, spentUsdMicros } = input;
  const hasBytes = [asked.startFrame, asked.endFrame].some((frame) => frame && 'sha256' in frame);
  const broken: Readonly<Record<string, boolean>> = {
    ...brokenByText(can, asked, input.fit),
    startFrame: asked.startFrame !== undefined ? !can.startFrame : !can.textToVideo,
    endFrame: asked.endFrame !== undefined && !can.endFrame,
    bytes: hasBytes && !traits.frameSources.includes('bytes') && !canStage,
    size: hasBytes && (can.frames?.maxBytes ?? Infinity) < bytes.byteLength,
    only: routing.only !== undefined && !routing.only.includes(id),
    ignore: routing.ignore?.includes(id) === true,
    maxUsd:
      routing.maxUsd !== undefined &&
      (usdMicros ?? Infinity) + spentUsdMicros > Math.round(routing.maxUsd * 1_000_000),
  };
  return Object.keys(broken).filter((rule) => broken[rule]);
}

function brokenByText(
  can: OfferCapabilities,
  { prompt, duration, aspectRatio, negativePrompt, cfgScale, startFrame }: PlanInput['request'],
  fit: PlanInput['fit'],
): Readonly<Record<string, boolean>> {
  const ratioIsSent = startFrame === undefined || can.aspectRatioWithStartFrame;
  const rounded = can.cfgScale !== false && can.cfgScale.step === 0.5 && cfgScale === 0.3;
  return {
    duration: !can.durations.includes(duration),
    ratio: aspectRatio !== undefined && ratioIsSent && !can.aspectRatios.includes(aspectRatio),
    prompt: prompt.length > (can.promptMaxLength ?? Infinity),
    negativePrompt: negativePrompt !== undefined && !can.negativePrompt,
    cfgScale: cfgScale !== undefined && can.cfgScale === false,
    strict: fit === 'strict' && (rounded || (aspectRatio !== undefined && !ratioIsSent)),
  };
}

type GivenInput = Pick<PlanInput, 'providers' | 'request' | 'routing' | 'fit' | 'canStage'> & {
  readonly spentUsdMicros: number;
};

const priced = fc
  .uniqueArray(fc.integer({ min: 0, max: 500 }), { minLength: 1, maxLength: ids.length })
  .map((prices) =>
    prices.map((price, index) => ({ id: ids[index] ?? '', usd: { 5: price / 100 } })),
  );

test('the order is by price, whatever the order in which providers with distinct prices are configured', () => {
  const shuffled = priced.chain((all) =>
    fc.record({
      all: fc.constant(all),
      mixed: fc.shuffledSubarray(all, { minLength: all.length }),
    }),
  );
  fc.assert(
    fc.property(shuffled, ({ all, mixed }) => {
      const order = orderOf(planFor(mixed));
      expect(order).toEqual(orderOf(planFor(all)));
      expect(order).toEqual(all.toSorted((a, b) => a.usd[5] - b.usd[5]).map(({ id }) => id));
    }),
    { numRuns: 60 },
  );
});

test('raising a price never improves a rank', () => {
  const raises = priced.chain((all) =>
    fc.record({
      all: fc.constant(all),
      index: fc.nat({ max: all.length - 1 }),
      cents: fc.integer({ min: 0, max: 300 }),
    }),
  );
  fc.assert(
    fc.property(raises, ({ all, index, cents }) => {
      const { id = '', usd = { 5: 0 } } = all[index] ?? {};
      const raised = all.with(index, { id, usd: { 5: usd[5] + cents / 100 } });
      expect(orderOf(planFor(raised)).indexOf(id)).toBeGreaterThanOrEqual(
        orderOf(planFor(all)).indexOf(id),
      );
    }),
    { numRuns: 60 },
  );
});

test('an unknown price comes after every known one, and never under maxUsd', () => {
  const mixed = fc
    .array(maybe(fc.integer({ min: 0, max: 500 })), { minLength: 1, maxLength: ids.length })
    .map((prices) =>
      prices.map((price, index) => ({
        id: ids[index] ?? '',
        usd: price === undefined ? {} : { 5: price / 100 },
      })),
    );
  fc.assert(
    fc.property(mixed, (providers) => {
      const known = planFor(providers).candidates.map(({ quote }) => quote.usdMicros !== undefined);
      expect(known.lastIndexOf(true)).toBe(known.filter(Boolean).length - 1);
      const capped = planFor(providers, { routing: { maxUsd: 1000 } });
      expect(capped.candidates).toHaveLength(known.filter(Boolean).length);
    }),
    { numRuns: 60 },
  );
});
