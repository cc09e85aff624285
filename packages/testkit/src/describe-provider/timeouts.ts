import type { ErrorCode, Outcome } from '@vidgate/core';
import { expect, test } from 'vitest';
import { after, before, endlessBody, silence, stalledBody } from './network-faults.ts';
import type { ProviderHarness } from './provider-harness.ts';
import type { Rig } from './rig.ts';
import { createRig } from './rig.ts';

const timeoutMs = 5_000;

/** That every call ends: by the clock it was given, or by the caller’s signal. */
export function describeTimeouts(harness: ProviderHarness): void {
  test.each([
    ['never answers', before(silence), 0],
    ['never answers though it made the task', after(silence), 1],
    ['answers half and falls silent', after(stalledBody), 1],
  ] as const)(
    'a submit that %s times out by the clock, its outcome unknown',
    async (_title, fault, tasks) => {
      const rig = createRig(harness, { timeoutMs });
      rig.network.next(fault);
      const error = await expectTimeout(rig, rig.submit());
      expectEnd(error, 'timeout', 'unknown');
      expect(rig.vendor.tasks).toHaveLength(tasks);
      expect(rig.network.sent, 'contract: one HTTP request per submit').toHaveLength(1);
    },
  );

  test('a poll that is not answered times out and says nothing about the task', async () => {
    const rig = createRig(harness, { timeoutMs });
    const { task } = await rig.submit();
    rig.network.next(before(silence));
    expectEnd(await expectTimeout(rig, rig.poll(task)), 'timeout', 'accepted');
    expect(await rig.poll(task)).not.toMatchObject({ state: 'failed' });
  });

  test('a submit with an aborted signal sends nothing and is free', async () => {
    const { provider, prepare, failureOf, network, clock } = createRig(harness);
    const signal = AbortSignal.abort();
    const error = await failureOf(provider.submit(prepare(), { signal, clock }));
    expectEnd(error, 'aborted', 'rejected');
    expect(network.sent).toEqual([]);
    expect(clock.pending, 'contract: no timer is left behind').toBe(0);
  });

  test('a submit that is aborted while it waits is in doubt', async () => {
    const { provider, prepare, failureOf, network, clock } = createRig(harness);
    network.next(before(silence));
    const controller = new AbortController();
    const error = failureOf(provider.submit(prepare(), { signal: controller.signal, clock }));
    await clock.advance(10);
    expect(network.sent).toHaveLength(1);
    controller.abort();
    expectEnd(await error, 'aborted', 'unknown');
    expect(clock.pending, 'contract: no timer is left behind').toBe(0);
  });

  test('a poll that is aborted ends at once', async () => {
    const { provider, submit, failureOf, network, clock } = createRig(harness);
    const { task } = await submit();
    network.next(before(silence));
    const controller = new AbortController();
    const error = failureOf(provider.poll(task, { signal: controller.signal, clock }));
    await clock.advance(10);
    controller.abort();
    expectEnd(await error, 'aborted', 'accepted');
  });

  test('a body without end is not read to its end', async () => {
    const { submit, failureOf, network } = createRig(harness);
    const body = endlessBody();
    network.next(after(body.answer));
    expectEnd(await failureOf(submit()), 'invalid-response', 'unknown');
    expect(body.read(), 'contract: bodies are capped').toBeLessThan(16 * 1024 * 1024);
  });
}

async function expectTimeout(rig: Rig, call: Promise<unknown>) {
  let isOver = false;
  const error = rig.failureOf(call).finally(() => {
    isOver = true;
  });
  await rig.clock.advance(timeoutMs - 1);
  expect(isOver, 'contract: a call waits for timeoutMs').toBe(false);
  await rig.clock.advance(1);
  expect(isOver, 'contract: a call ends after timeoutMs of the clock it was given').toBe(true);
  return await error;
}

function expectEnd(
  error: { readonly code: ErrorCode; readonly outcome: Outcome; readonly charged: string },
  code: ErrorCode,
  outcome: Outcome,
): void {
  const charged = outcome === 'rejected' ? 'no' : 'unknown';
  expect({ code: error.code, outcome: error.outcome, charged: error.charged }).toEqual({
    code,
    outcome,
    charged,
  });
}
