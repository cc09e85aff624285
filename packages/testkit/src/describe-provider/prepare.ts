import type { JsonValue } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { expect, test } from 'vitest';
import { expectNoKey } from './key-leaks.ts';
import { endFrameUrl, startFrameUrl } from './outside-world.ts';
import type { ProviderHarness } from './provider-harness.ts';
import { createRig, keys, toRequest } from './rig.ts';

/** That `prepare` is pure, says all that was asked, and what it changed. */
export function describePrepare(harness: ProviderHarness): void {
  test('prepare is pure: frozen input, the same output twice, nothing sent, no key needed', () => {
    const { another, network, offer } = createRig(harness);
    const provider = another({ apiKey: undefined });
    const request = deepFreeze({ ...toRequest(offer), startFrame: startFrameUrl, cfgScale: 0.37 });
    const context = deepFreeze({ attemptId: 'attempt-0001' });
    const [first, second] = [1, 2].map(() => JSON.stringify(provider.prepare(request, context)));
    expect(first).toBe(second);
    expect(network.sent, 'contract: prepare does no I/O').toEqual([]);
  });

  test('a prepared submit is JSON, survives being stored, and holds no key', () => {
    const { prepare, offer } = createRig(harness);
    const prepared = prepare();
    expect(JSON.parse(JSON.stringify(prepared))).toEqual(prepared);
    expect(prepared.model).toBe(offer.model);
    for (const key of keys) expectNoKey(prepared, key, 'the prepared submit');
  });

  test('a prepared submit that was stored sends the same bytes again', async () => {
    const { prepare, provider, another, network, clock } = createRig(harness);
    const prepared = prepare({ cfgScale: 0.4, negativePrompt: 'blur' });
    await provider.submit(prepared, { clock });
    await another().submit(JSON.parse(JSON.stringify(prepared)), { clock });
    const [first, second] = network.sent;
    expect(second).toEqual(first);
  });

  test('a model that is not offered is unsupported', async () => {
    const { prepare, failureOf } = createRig(harness);
    const error = await failureOf(settled(() => prepare({ model: 'no-such-model' })));
    expect(error).toMatchObject({ code: 'unsupported', outcome: 'rejected', charged: 'no' });
  });

  test('prompts and duration are sent as they were given', () => {
    const { prepare, offer } = createRig(harness);
    const prompt = '  an “odd”\nprompt ✓ with "quotes" & \\ ';
    const negativePrompt = 'blur, “haze” ✓';
    const sent = leavesOf(prepare({ prompt, negativePrompt }).body);
    expect(sent).toContain(prompt);
    expect(sent, 'contract: what the offer takes is sent').toContain(
      offer.capabilities.negativePrompt ? negativePrompt : prompt,
    );
    for (const duration of offer.capabilities.durations) {
      expect(leavesOf(prepare({ duration }).body).map(String)).toContain(String(duration));
    }
  });

  test('metadata and the options of other vendors are not sent', () => {
    const { prepare } = createRig(harness);
    const extra = { metadata: { team: 'red' }, providerOptions: { 'other-vendor': { a: 1 } } };
    expect(prepare(extra)).toEqual(prepare());
  });

  test('options are strict: none is fine, an unknown one is refused', async () => {
    const { provider, prepare, failureOf } = createRig(harness);
    const unknown = { 'surely-no-option': true };
    expect(provider.optionsSchema.safeParse({}).success).toBe(true);
    expect(provider.optionsSchema.safeParse(unknown).success).toBe(false);
    const providerOptions = { [provider.vendor]: unknown };
    const error = await failureOf(settled(() => prepare({ providerOptions })));
    expect(error).toMatchObject({ code: 'invalid-request', outcome: 'rejected' });
  });

  test('cfg is sent only if given, 0 is given, and rounding to the vendor’s step is reported', () => {
    const { prepare, offer } = createRig(harness);
    const { cfgScale } = offer.capabilities;
    if (cfgScale === false) {
      expect(leavesOf(prepare({ cfgScale: 0.37 }).body)).not.toContain(0.37);
      return;
    }
    const numbers = (cfg?: number): readonly unknown[] =>
      leavesOf(prepare(cfg === undefined ? {} : { cfgScale: cfg }).body);
    expect(numbers(0).length).toBe(numbers().length + 1);
    expect(numbers(0)).toContain(0);
    const { body, adaptations } = prepare({ cfgScale: 0.37 });
    const step = cfgScale.step;
    const applied = step === undefined ? 0.37 : Number((Math.round(0.37 / step) * step).toFixed(9));
    expect(leavesOf(body)).toContain(applied);
    expect(adaptations.map(({ field, requested, applied: is }) => [field, requested, is])).toEqual(
      applied === 0.37 ? [] : [['cfgScale', 0.37, applied]],
    );
  });

  test('a ratio is sent without a start frame; with one it is sent or reported as left out', () => {
    const { prepare, offer } = createRig(harness);
    for (const aspectRatio of offer.capabilities.aspectRatios) {
      expect(leavesOf(prepare({ aspectRatio }).body)).toContain(aspectRatio);
      const { body, adaptations } = prepare({ aspectRatio, startFrame: startFrameUrl });
      const left = adaptations.filter(({ field, applied }) => {
        return field === 'aspectRatio' && applied === null;
      });
      const takes = offer.capabilities.aspectRatioWithStartFrame;
      expect(leavesOf(body).includes(aspectRatio)).toBe(takes);
      expect(left).toHaveLength(takes ? 0 : 1);
    }
  });

  test('an end frame is sent, or refused: it is never silently dropped', async () => {
    const { prepare, offer } = createRig(harness);
    const frames = { startFrame: startFrameUrl, endFrame: endFrameUrl };
    if (offer.capabilities.endFrame) {
      expect(leavesOf(prepare(frames).body)).toEqual(expect.arrayContaining(Object.values(frames)));
      return;
    }
    const refusal: unknown = await settled(() => prepare(frames)).catch((error: unknown) => error);
    expect(
      VideoGatewayError.isInstance(refusal) && refusal.code,
      'contract: an offer without end frames refuses one, since a video without it is paid for nothing',
    ).toBe('unsupported');
  });
}

/** What a function returns or throws, as a promise. */
async function settled<Value>(run: () => Value): Promise<Value> {
  return run();
}

/** Every string, number and boolean of a body. */
function leavesOf(value: JsonValue | undefined): readonly unknown[] {
  if (typeof value !== 'object' || value === null) return value === undefined ? [] : [value];
  return Object.values(value).flatMap(leavesOf);
}

function deepFreeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) {
    if (typeof part === 'object' && part !== null) deepFreeze(part);
  }
  return Object.freeze(value);
}
