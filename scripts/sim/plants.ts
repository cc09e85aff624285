import type { Ledger, LedgerCommit, TaskStatus, VideoProvider } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { dayMs } from '../../packages/core/src/time.ts';
import type { VendorSite } from './vendor-site.ts';
import { vendorKeys } from './vendor-site.ts';
import type { World } from './world.ts';

/** A bug that is planted around the product, to see whether it is found. */
export interface Plant {
  readonly provider?: (provider: VideoProvider, site: VendorSite) => VideoProvider;
  readonly ledger?: (ledger: Ledger, world: World) => Ledger;
  /** Called when a process has started. */
  readonly onStart?: (parts: StartedParts) => void;
}

interface StartedParts {
  readonly ledger: Ledger;
  readonly providers: readonly VideoProvider[];
}

/** Planted bugs by their names. */
export const plants: Readonly<Record<string, Plant>> = {
  'intent-not-awaited': {
    ledger: (ledger, world) => ({
      ...ledger,
      async commit(change) {
        if (!has(change, 'attempt-intended')) return await ledger.commit(change);
        const later = world.sleep(50).then(() => ledger.commit(change));
        later.catch(() => {});
      },
    }),
  },
  'doubt-taken-for-refusal': {
    provider: (provider) => ({
      ...provider,
      submit: (...call) =>
        provider.submit(...call).catch((error: unknown) => {
          throw changed(error, { outcome: 'rejected' });
        }),
    }),
  },
  'doubt-sent-again': {
    provider: (provider) => ({
      ...provider,
      traits: { ...provider.traits, idempotentSubmit: { windowMs: dayMs } },
    }),
  },
  'lease-ignored': { onStart: ({ ledger, providers }) => void sendAgain(ledger, providers) },
  'report-believed': { provider: believeReports },
  'failed-poll-taken-for-failure': {
    provider: (provider) => ({
      ...provider,
      poll: (task, options) => provider.poll(task, options).catch(() => failure),
    }),
  },
  'absence-believed-too-soon': {
    provider: ({ findTask, ...provider }) => ({
      ...provider,
      ...(findTask && {
        async findTask(...call: Parameters<typeof findTask>) {
          const found = await findTask(...call);
          return 'absent' in found ? { absent: 'surely' as const } : found;
        },
      }),
    }),
  },
  'success-forgotten': {
    ledger: (ledger) => ({
      ...ledger,
      async commit(change) {
        if (!has(change, 'attempt-succeeded')) await ledger.commit(change);
      },
    }),
  },
  'orphans-left': {
    ledger: (ledger) => ({
      ...ledger,
      find: (topic, query) =>
        ledger.find(topic, topic === 'orphans' ? { ...query, limit: 0 } : query),
    }),
  },
  'idempotency-key-dropped': {
    ledger: (ledger) => ({
      ...ledger,
      commit: (change) =>
        ledger.commit(
          'job' in change
            ? { ...change, job: { ...change.job, idempotencyKey: undefined } }
            : change,
        ),
    }),
  },
  'budget-ignored': {
    ledger: (ledger) => ({
      ...ledger,
      commit: (change) => ledger.commit('job' in change ? { ...change, limits: [] } : change),
      async find(topic, query) {
        return topic === 'spent'
          ? await ledger.find(topic, { ...query, since: dayMs ** 2 })
          : await ledger.find(topic, query);
      },
    }),
  },
  'cost-misread': {
    provider: (provider) => ({
      ...provider,
      async poll(...call) {
        const status = await provider.poll(...call);
        const { cost } = status;
        return cost === undefined
          ? status
          : { ...status, cost: { ...cost, usdMicros: cost.usdMicros * 10 } };
      },
    }),
  },
  'key-shown': {
    provider: (provider, { name }) => ({
      ...provider,
      submit: (...call) =>
        provider.submit(...call).catch((error: unknown) => {
          throw changed(error, { message: `sent with ${vendorKeys[name]}` });
        }),
    }),
  },
};

function has(change: LedgerCommit, type: string): boolean {
  return 'job' in change && change.events.some((event) => event.type === type);
}

function changed(
  error: unknown,
  change: Partial<ConstructorParameters<typeof VideoGatewayError>[0]>,
): unknown {
  if (!VideoGatewayError.isInstance(error)) return error;
  const { code, message, outcome, provider, operation } = error;
  return new VideoGatewayError({ code, message, outcome, provider, operation, ...change });
}

/** Sends again whatever it finds under way, as if whoever sent it were surely gone. */
async function sendAgain(ledger: Ledger, providers: readonly VideoProvider[]): Promise<void> {
  const { jobs } = await ledger.find('jobs', { states: ['submitting'] });
  for (const { attempts } of jobs) {
    const attempt = attempts.at(-1);
    const provider = providers.find(({ id }) => id === attempt?.provider);
    if (attempt?.state === 'submitting') await provider?.submit(attempt.prepared).catch(() => {});
  }
}

const failure: TaskStatus = {
  state: 'failed',
  vendorState: 'unreachable',
  error: { code: 'generation-failed', message: 'The poll failed.', charged: 'no' },
};

/** Takes a report's word for the end of a task, instead of reading it. */
function believeReports(provider: VideoProvider): VideoProvider {
  const parse = provider.parseWebhook?.bind(provider);
  if (parse === undefined) return provider;
  const told = new Set<string>();
  return {
    ...provider,
    async parseWebhook(delivery) {
      const hint = await parse(delivery);
      if (/success|COMPLETED/.test(new TextDecoder().decode(delivery.body))) told.add(hint.taskId);
      return hint;
    },
    async poll(task, options) {
      if (!told.has(task.id)) return await provider.poll(task, options);
      const assets = [{ url: 'https://file.apixo.ai/videos/told.mp4' }] as const;
      return { state: 'succeeded', vendorState: 'told', assets };
    },
  };
}
