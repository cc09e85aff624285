import type {
  Clock,
  OfferCapabilities,
  PrepareContext,
  PreparedSubmit,
  PriceCertainty,
  ProviderTraits,
  StagedRequest,
  VideoProvider,
  WebhookDelivery,
} from '@vidgate/core';
import { defaultModel, fitToOffer, requireOffer, systemClock, toUsdMicros } from '@vidgate/core';
import { z } from 'zod';
import type { FakePoll, FakeSubmit } from './fake-behaviours.ts';
import type { FakeContext } from './fake-context.ts';
import { toFakeOffer } from './fake-offer.ts';
import { createFakePoll } from './fake-poll.ts';
import { createFakeSubmit } from './fake-submit.ts';
import type { FakeTask } from './fake-vendor.ts';
import { FakeVendor } from './fake-vendor.ts';
import { parseFakeDelivery, toFakeDelivery } from './fake-webhook.ts';

/** Settings of {@link fakeProvider}. */
export interface FakeProviderSettings {
  /** @default 'fake' */
  readonly id?: string;
  /** @default the id */
  readonly vendor?: string;
  /** @default [the default model] */
  readonly models?: readonly string[];
  /** Dollars by seconds of video. `{}` offers 5 and 10 s at an unknown price. @default { 5: 0.3, 10: 0.6 } */
  readonly usd?: Readonly<Record<number, number>>;
  /** @default 'exact' */
  readonly certainty?: PriceCertainty;
  /** How long a task runs, in milliseconds. @default 30_000 */
  readonly runMs?: number;
  /** @default the system's */
  readonly clock?: Clock;
  /** @default no idempotency, no webhooks, failures free, cost reported, frames as URL or bytes */
  readonly traits?: Partial<ProviderTraits>;
  /** @default capable of everything */
  readonly capabilities?: Partial<OfferCapabilities>;
  /**
   * Whether lost tasks can be looked up, and how long after the submit the answer is conclusive.
   *
   * @default false
   */
  readonly findable?: boolean | { readonly lagMs: number };
  /** Whether images can be uploaded. @default false */
  readonly upload?: boolean;
  /** What is on the account, in dollars. @default 100 */
  readonly balanceUsd?: number;
}

/** A provider in memory, and what a test wants to know and decide. */
export interface FakeProvider extends VideoProvider {
  /** Every prepared submit that arrived, also the refused and the lost, in order. */
  readonly submits: readonly PreparedSubmit[];
  /** How many polls arrived. */
  readonly polls: number;
  readonly tasks: readonly FakeTask[];
  /** How many tasks are billed: made, and not given back. */
  readonly charges: number;
  /** What is left on the account, in dollars. A submit that costs more is refused. */
  balanceUsd: number;
  /** Queues what happens to the next submits, one each; then they are accepted again. */
  onNextSubmit(...behaviours: readonly FakeSubmit[]): void;
  /** Queues what happens to the next polls, one each, whichever task they ask for. */
  onNextPoll(...behaviours: readonly FakePoll[]): void;
  /** Ends a task now, with a video. */
  finish(taskId: string): void;
  /** The delivery that this vendor would send for a task. */
  delivery(taskId: string): WebhookDelivery;
}

const defaultTraits: ProviderTraits = {
  idempotentSubmit: false,
  webhooks: 'none',
  failedTasksCharged: 'no',
  reportsCost: true,
  resultLifetimeMs: 24 * 60 * 60 * 1000,
  frameSources: ['url', 'bytes'],
  rejectedStatuses: [],
  limits: {},
};

/**
 * Creates a provider that lives in memory, costs nothing and does what a test tells it.
 *
 * For the tests of applications and of the gateway. It speaks no HTTP; for a vendor's real wire
 * format use the simulators.
 *
 * @example
 * ```ts
 * const provider = fakeProvider({ clock });
 * provider.onNextSubmit({ do: 'lose-answer' });
 * ```
 */
export function fakeProvider(settings: FakeProviderSettings = {}): FakeProvider {
  const context = toContext(settings);
  const { id, traits, offers, vendor } = context;
  const submitting = createFakeSubmit(context);
  const polling = createFakePoll(context);
  return {
    id,
    vendor: settings.vendor ?? id,
    traits,
    offers,
    optionsSchema: z.strictObject({}),
    prepare: (request, attempt) => prepareFake(request, attempt, context),
    submit: submitting.submit,
    poll: polling.poll,
    taskFromId: (taskId, model) => ({ id: taskId, model }),
    account: {
      balance: async () => ({ usdMicros: vendor.balanceUsdMicros }),
      prices: async () => Object.fromEntries(offers.map(({ model, prices }) => [model, prices])),
    },
    ...toOptionalMethods(settings, context),
    get submits() {
      return submitting.arrived;
    },
    get polls() {
      return polling.count;
    },
    get tasks() {
      return vendor.tasks;
    },
    get charges() {
      return vendor.tasks.filter((task) => task.billed).length;
    },
    get balanceUsd() {
      return vendor.balanceUsdMicros / 1_000_000;
    },
    set balanceUsd(dollars) {
      vendor.balanceUsdMicros = toUsdMicros(dollars);
    },
    onNextSubmit: (...behaviours) => submitting.queue(behaviours),
    onNextPoll: (...behaviours) => polling.queue(behaviours),
    finish: (taskId) => vendor.end(taskId, { state: 'succeeded' }, 'yes'),
    delivery: (taskId) => toFakeDelivery(context, taskId),
  };
}

function toContext(settings: FakeProviderSettings): FakeContext {
  const { id = 'fake', clock = systemClock, runMs = 30_000, usd = { 5: 0.3, 10: 0.6 } } = settings;
  const { certainty = 'exact', capabilities = {}, models = [defaultModel] } = settings;
  return {
    id,
    clock,
    runMs,
    traits: { ...defaultTraits, ...settings.traits },
    offers: models.map((model) => toFakeOffer({ model, usd, certainty, runMs, capabilities })),
    vendor: new FakeVendor(id, clock, toUsdMicros(settings.balanceUsd ?? 100)),
  };
}

function prepareFake(
  request: StagedRequest,
  { attemptId, callbackUrl }: PrepareContext,
  context: FakeContext,
): PreparedSubmit {
  const { capabilities } = requireOffer(context, request.model);
  const fitted = fitToOffer(request, capabilities);
  const { model, metadata: _kept, providerOptions: _checked, ...body } = fitted.request;
  return {
    model,
    body: { ...body, ...(callbackUrl === undefined ? {} : { callbackUrl }) },
    headers: { 'idempotency-key': attemptId },
    adaptations: fitted.adaptations,
  };
}

function toOptionalMethods(
  { findable = false, upload = false }: FakeProviderSettings,
  context: FakeContext,
): Pick<VideoProvider, 'findTask' | 'parseWebhook' | 'upload'> {
  const { id, clock, traits, vendor } = context;
  const lagMs = typeof findable === 'object' ? findable.lagMs : 0;
  return {
    ...(findable !== false && {
      async findTask({ attemptId, submittedAt }) {
        if (clock.now() < submittedAt + lagMs) return { absent: 'so-far' };
        const task = vendor.taskOf(attemptId);
        return task ? { task: { id: task.id, model: task.model } } : { absent: 'surely' };
      },
    }),
    ...(traits.webhooks !== 'none' && {
      parseWebhook: (delivery) => parseFakeDelivery(context, delivery),
    }),
    ...(upload && {
      upload: async (media) => ({ url: `https://${id}.invalid/uploads/${media.sha256}` }),
    }),
  };
}
