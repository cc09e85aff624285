import type {
  Accepted,
  ModelOffer,
  PrepareContext,
  PreparedSubmit,
  StagedRequest,
  TaskRef,
  TaskStatus,
  VideoProvider,
} from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { expect } from 'vitest';
import type { TestClock } from '../test-clock.ts';
import { createTestClock } from '../test-clock.ts';
import { expectNoKey } from './key-leaks.ts';
import type { Network } from './network.ts';
import { createNetwork } from './network.ts';
import type { OutsideWorld } from './outside-world.ts';
import { createOutsideWorld } from './outside-world.ts';
import type {
  ContractProviderSettings,
  ContractVendor,
  ProviderHarness,
} from './provider-harness.ts';

/** Keys with characters that change when they are put into a URL. */
export const keys = ['key-of-one/+=9f3c71', 'key-of-two/+=b07e22'] as const;

/** All that one case needs: a provider, its vendor, and what lies between and around them. */
export interface Rig {
  readonly clock: TestClock;
  readonly vendor: ContractVendor;
  readonly network: Network;
  readonly outside: OutsideWorld;
  readonly provider: VideoProvider;
  readonly offer: ModelOffer;
  /** Another provider at the same vendor, such as a second account or another process. */
  another(settings?: ContractProviderSettings): VideoProvider;
  prepare(changes?: Partial<StagedRequest>, context?: Partial<PrepareContext>): PreparedSubmit;
  submit(changes?: Partial<StagedRequest>): Promise<Accepted>;
  poll(task: TaskRef): Promise<TaskStatus>;
  /** Lets every running task come to its end. */
  finishTasks(): Promise<void>;
  /** The error of a call that must fail, after a check that it is one of ours and shows no key. */
  failureOf(call: Promise<unknown> | undefined): Promise<VideoGatewayError>;
}

export function createRig(harness: ProviderHarness, settings: ContractProviderSettings = {}): Rig {
  const clock = createTestClock();
  const outside = createOutsideWorld();
  const vendor = harness.createVendor({ clock, apiKeys: keys, fetch: outside.fetch });
  const network = createNetwork(vendor.fetch);
  const another = (changes: ContractProviderSettings = {}): VideoProvider =>
    harness.createProvider({ apiKey: keys[0], fetch: network.fetch, ...changes });
  const provider = another(settings);
  const offer = required(provider.offers[0], 'an offer');
  const prepare: Rig['prepare'] = (changes, context) =>
    provider.prepare(
      { ...toRequest(offer), ...changes },
      { attemptId: 'attempt-0001', ...context },
    );
  return {
    clock,
    vendor,
    network,
    outside,
    provider,
    offer,
    another,
    prepare,
    submit: (changes) => provider.submit(prepare(changes), { clock }),
    poll: (task) => provider.poll(task, { clock }),
    finishTasks: () => clock.advance(3_600_000),
    failureOf,
  };
}

/** A plain request that an offer takes. */
export function toRequest({ model, capabilities }: ModelOffer): StagedRequest {
  const aspectRatio = required(capabilities.aspectRatios[0], 'an aspect ratio');
  return {
    model,
    prompt: 'dawn breaks over the ridge',
    duration: required(capabilities.durations[0], 'a duration'),
    aspectRatio,
    metadata: {},
    providerOptions: {},
  };
}

/** A value that must be there. */
export function required<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new Error(`contract: ${what} is missing`);
}

async function failureOf(call: Promise<unknown> | undefined): Promise<VideoGatewayError> {
  const error: unknown = await required(call, 'the method').then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error, 'contract: this call throws, but it did not').toBeDefined();
  if (!VideoGatewayError.isInstance(error)) {
    throw new Error(
      `contract: nothing but a VideoGatewayError is thrown, but got ${String(error)}`,
    );
  }
  for (const key of keys) expectNoKey(error, key, 'the error');
  expect(error.message, 'contract: a message is one line').not.toMatch(/[\r\n]/);
  return error;
}
