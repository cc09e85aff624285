import { createHash } from 'node:crypto';
import type {
  Accepted,
  FoundTask,
  Operation,
  ProviderCallOptions,
  TaskRef,
  TaskStatus,
  VideoProvider,
} from '@vidgate/core';
import type { Said } from './claim.ts';
import { claimStatus } from './claim-poll.ts';
import {
  claimDelivered,
  claimFound,
  claimMoney,
  claimPrices,
  claimUploaded,
} from './claim-read.ts';
import { claimAccepted } from './claim-submit.ts';
import type { Answer } from './hostile-answer.ts';

/** One method of an adapter, called with certain arguments, and what must hold of its value. */
export interface Act<Value> {
  readonly operation: Operation;
  readonly send: (
    provider: VideoProvider,
    options: ProviderCallOptions,
    answers: readonly Answer[],
  ) => Promise<Value>;
  readonly claim: (value: Value, said: Said) => void;
  /** How often it may ask its vendor. */
  readonly maxRequests: number;
}

/** An act whose value nobody needs to know. */
export interface AnyAct {
  readonly operation: Operation;
  readonly maxRequests: number;
  /** Ends in a value, which is then returned with what must hold of it, or throws. */
  readonly call: (
    provider: VideoProvider,
    options: ProviderCallOptions,
    answers: readonly Answer[],
  ) => Promise<{ readonly value: unknown; readonly claim: (said: Said) => void }>;
}

function toAct<Value>(act: Act<Value>): Act<Value> & AnyAct {
  return {
    ...act,
    async call(provider, options, answers) {
      const value = await act.send(provider, options, answers);
      return { value, claim: (said) => act.claim(value, said) };
    },
  };
}

const model = 'kling-2.5-turbo-pro';
const callbackUrl = 'https://hooks.example.com/vidgate';

/** What a provider can do, by name: its own methods and those of its account. */
export function methodsOf(provider: VideoProvider): readonly string[] {
  return [provider, provider.account ?? {}].flatMap((holder) =>
    Object.entries(holder)
      .filter(([, member]) => typeof member === 'function')
      .map(([name]) => name),
  );
}

/** Methods that ask nobody. */
export const silentMethods: readonly string[] = ['prepare', 'taskFromId'];

function present<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new Error(`This adapter has no ${what}.`);
  return value;
}

const media = {
  sha256: createHash('sha256').update('frame').digest('hex'),
  mediaType: 'image/png',
  // A PNG's signature and header are all that is looked at.
  bytes: Buffer.from('89504e470d0a1a0a0000000d49484452000001400000014008060000', 'hex'),
};

/** By the names of the adapter's methods. */
export const acts = {
  submit: (provider: VideoProvider, attemptId: string, prompt = 'dawn') => {
    const request = { model, prompt, duration: 5, metadata: {}, providerOptions: {} };
    const context = { attemptId, ...(provider.parseWebhook && { callbackUrl }) };
    const prepared = provider.prepare(request, context);
    return toAct<Accepted>({
      operation: 'submit',
      maxRequests: 1,
      send: (asked, options) => asked.submit(prepared, options),
      claim: claimAccepted,
    });
  },
  poll: (task: TaskRef) =>
    toAct<TaskStatus>({
      operation: 'poll',
      maxRequests: 2,
      send: (provider, options) => provider.poll(task, options),
      claim: claimStatus,
    }),
  findTask: (offered: string, attemptId: string, submittedAt: number) =>
    toAct<FoundTask>({
      operation: 'look-up',
      maxRequests: 1,
      send: (provider, options) =>
        present(
          provider.findTask?.({ model: offered, attemptId, submittedAt }, options),
          'look-up',
        ),
      claim: (found, said) => claimFound(found, said, attemptId),
    }),
  balance: () =>
    toAct({
      operation: 'balance',
      maxRequests: 1,
      send: (provider, options) => present(provider.account?.balance?.(options), 'balance'),
      claim: claimMoney,
    }),
  prices: () =>
    toAct({
      operation: 'prices',
      maxRequests: 1,
      send: (provider, options) => present(provider.account?.prices?.(options), 'prices'),
      claim: claimPrices,
    }),
  upload: () =>
    toAct({
      operation: 'upload',
      maxRequests: 1,
      send: (provider, options) => present(provider.upload?.(media, options), 'upload'),
      claim: claimUploaded,
    }),
  parseWebhook: (
    sign: (body: Uint8Array) => Readonly<Record<string, string>>,
    isGenuine: boolean,
  ) =>
    toAct({
      operation: 'webhook',
      maxRequests: 0,
      send: async (provider, _options, [answer]) => {
        const body = answer?.body ?? new Uint8Array();
        return await present(provider.parseWebhook?.({ body, headers: sign(body) }), 'webhooks');
      },
      claim: (hint, said) => claimDelivered(hint, said, isGenuine),
    }),
} as const;
