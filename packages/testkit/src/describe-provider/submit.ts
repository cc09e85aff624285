import { expect, test } from 'vitest';
import { endFrameUrl, frameDataUrl, startFrameUrl } from './outside-world.ts';
import type { ProviderHarness } from './provider-harness.ts';
import { createRig } from './rig.ts';

const once = 'contract: a submit is exactly one HTTP request';

/** What a submit does when all goes well. */
export function describeSubmit(harness: ProviderHarness): void {
  test('a submit is one POST with the key in its header, and names one task', async () => {
    const { submit, network, vendor, offer } = createRig(harness);
    const { task } = await submit();
    expect(network.sent, once).toHaveLength(1);
    expect(network.sent[0]).toMatchObject({ method: 'POST' });
    expect(vendor.tasks.map(({ id }) => id)).toEqual([task.id]);
    expect(task.model).toBe(offer.model);
  });

  test('the vendor takes everything that the offer lists', async () => {
    const { provider, prepare, clock, network, vendor, offer } = createRig(harness);
    const { durations, aspectRatios, negativePrompt, cfgScale, startFrame, endFrame } =
      offer.capabilities;
    const requests = [
      ...durations.map((duration) => ({ duration })),
      ...aspectRatios.map((aspectRatio) => ({ aspectRatio })),
      ...(negativePrompt ? [{ negativePrompt: 'blur' }] : []),
      ...(cfgScale === false ? [] : [0, 0.37, 1].map((cfg) => ({ cfgScale: cfg }))),
      ...(startFrame ? [{ startFrame: startFrameUrl }] : []),
      ...(startFrame && endFrame ? [{ startFrame: startFrameUrl, endFrame: endFrameUrl }] : []),
    ];
    for (const [index, request] of requests.entries()) {
      const attemptId = `attempt-of-request-${index}`;
      await provider.submit(prepare(request, { attemptId }), { clock });
    }
    expect(vendor.tasks).toHaveLength(requests.length);
    expect(network.sent, once).toHaveLength(requests.length);
  });

  test('a frame given as bytes is taken where the traits say so, and only there', async () => {
    const { submit, poll, provider, finishTasks } = createRig(harness);
    const run = async (): Promise<string> => {
      const { task } = await submit({ startFrame: frameDataUrl });
      await finishTasks();
      return (await poll(task)).state;
    };
    const end = await run().catch(() => 'refused');
    const taken = provider.traits.frameSources.includes('bytes');
    expect(end === 'succeeded', `contract: frameSources is honest, the end was "${end}"`).toBe(
      taken,
    );
  });

  test('a submit sent again makes a second task, unless the traits call it idempotent', async () => {
    const { prepare, provider, vendor, clock, finishTasks, network } = createRig(harness);
    const prepared = prepare();
    const first = await provider.submit(prepared, { clock });
    await finishTasks();
    const second = await provider.submit(prepared, { clock });
    const isIdempotent = provider.traits.idempotentSubmit !== false;
    expect(second.task.id === first.task.id, 'contract: idempotentSubmit is honest').toBe(
      isIdempotent,
    );
    expect(vendor.tasks).toHaveLength(isIdempotent ? 1 : 2);
    expect(network.sent, once).toHaveLength(2);
  });

  test('two attempts are two tasks', async () => {
    const { prepare, provider, vendor, clock } = createRig(harness);
    await provider.submit(prepare(), { clock });
    await provider.submit(prepare({}, { attemptId: 'attempt-0002' }), { clock });
    expect(vendor.tasks).toHaveLength(2);
  });

  test('the attempt’s id goes along wherever it is of use', () => {
    const { prepare, provider } = createRig(harness);
    const { idempotentSubmit } = provider.traits;
    const isOfUse = idempotentSubmit !== false || provider.findTask !== undefined;
    if (idempotentSubmit !== false) expect(idempotentSubmit.windowMs).toBeGreaterThan(0);
    expect(JSON.stringify(prepare()).includes('attempt-0001')).toBe(isOfUse);
  });

  test('a request that the vendor finds wrong is invalid-request, refused and free', async () => {
    const { submit, failureOf, vendor, network } = createRig(harness);
    const error = await failureOf(submit({ duration: 7.5 }));
    expect(error).toMatchObject({ code: 'invalid-request', outcome: 'rejected', charged: 'no' });
    expect(vendor.tasks).toEqual([]);
    expect(network.sent.length, 'never a second request').toBeLessThanOrEqual(1);
  });

  test('a submit leaves no timer behind', async () => {
    const { submit, clock, vendor, failureOf } = createRig(harness);
    vendor.inject({ name: 'unauthorized' });
    await failureOf(submit());
    expect(clock.pending).toBe(0);
  });
}
