import type {
  Accepted,
  ErrorDetails,
  PreparedSubmit,
  TaskStatus,
  VideoProvider,
} from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { z } from 'zod';
import { freeCallFails, reportDelayMs } from './fate.ts';
import { toOffer } from './to-offer.ts';
import type { Vendor, VendorTask } from './vendor.ts';
import type { VendorTerms } from './vendor-terms.ts';
import type { VirtualClock } from './virtual-clock.ts';
import type { World } from './world.ts';

export interface ProviderParts {
  readonly terms: VendorTerms;
  readonly vendor: Vendor;
  readonly world: World;
  readonly clock: VirtualClock;
  /** Hears of each report that arrives at a callback address. */
  readonly onReport: (callbackUrl: string, taskId: string) => void;
  /** Hears when the gateway has read one. */
  readonly onReportRead: () => void;
}

const deliverySchema = z.object({ taskId: z.string() });
/** A finished request is in the log a little later. */
const logDelayMs = 5_000;
/** Draws the luck of a call that belongs to no job. */
const nobody = -1;

/** A simulated vendor as the gateway sees it. The job's number travels in the prompt. */
export function toProvider(parts: ProviderParts): VideoProvider {
  const { terms, vendor, clock } = parts;
  const { id } = terms;
  return {
    id,
    vendor: id,
    offers: [toOffer(terms)],
    optionsSchema: z.strictObject({}),
    traits: {
      ...terms.traits,
      resultLifetimeMs: 86_400_000,
      rejectedStatuses: [],
      limits: { concurrentTasks: terms.concurrentTasks },
    },
    prepare: ({ model, prompt }, { attemptId, callbackUrl }) => ({
      model,
      body: callbackUrl === undefined ? { prompt } : { prompt, callbackUrl },
      headers: { 'x-reference': attemptId },
      adaptations: [],
    }),
    submit: (prepared) => submit(prepared, parts),
    async poll({ id: taskId }) {
      const task = vendor.task(taskId);
      requireReachable(task?.job ?? nobody, 'poll', parts);
      if (task === undefined) throw failed(id, { code: 'not-found', operation: 'poll' });
      return toStatus(task, clock.now());
    },
    taskFromId: (taskId, model) => ({ id: taskId, model }),
    account: {
      async balance() {
        requireReachable(nobody, 'balance', parts);
        return { usdMicros: 1_000_000_000 };
      },
    },
    ...toOptionalMethods(parts),
  };
}

async function submit(prepared: PreparedSubmit, parts: ProviderParts): Promise<Accepted> {
  const { terms, vendor, clock } = parts;
  const { model, body, headers } = prepared;
  const reference = headers['x-reference'] ?? '';
  const known = vendor.taskOf(reference);
  const answer = vendor.submit(Number(body['prompt']), reference, clock.now());
  // A replay is answered with the task that there is, and reported no second time.
  if (answer.task !== undefined && answer.task !== known) {
    report(answer.task, body['callbackUrl'], parts);
  }
  await new Promise<void>((resolve) => clock.setTimer(resolve, answer.afterMs));
  if (answer.fault !== undefined) throw failed(terms.id, { ...answer.fault, operation: 'submit' });
  return { task: { id: answer.task?.id ?? '', model } };
}

function toOptionalMethods(parts: ProviderParts): Pick<VideoProvider, 'findTask' | 'parseWebhook'> {
  const { terms, vendor, clock } = parts;
  return {
    ...(terms.findable && {
      async findTask({ attemptId, model }) {
        const task = vendor.taskOf(attemptId);
        requireReachable(task?.job ?? nobody, 'look-up', parts);
        const isLogged = task !== undefined && task.endsAt + logDelayMs <= clock.now();
        return isLogged ? { task: { id: task.id, model } } : { absent: 'so-far' };
      },
    }),
    ...(terms.traits.webhooks !== 'none' && {
      async parseWebhook({ body }) {
        parts.onReportRead();
        return deliverySchema.parse(JSON.parse(new TextDecoder().decode(body)));
      },
    }),
  };
}

function requireReachable(
  job: number,
  operation: 'poll' | 'look-up' | 'balance',
  { terms, vendor, world, clock }: ProviderParts,
): void {
  if (!freeCallFails(world, vendor.number, job, clock.now())) return;
  const outcome = operation === 'poll' ? 'accepted' : 'rejected';
  throw failed(terms.id, { code: 'unavailable', outcome, operation });
}

function report(task: VendorTask, callbackUrl: unknown, { clock, onReport }: ProviderParts): void {
  if (!task.reported || typeof callbackUrl !== 'string') return;
  const afterMs = task.endsAt + reportDelayMs - clock.now();
  clock.setTimer(() => onReport(callbackUrl, task.id), afterMs);
}

function toStatus(task: VendorTask, now: number): TaskStatus {
  const { createdAt, endsAt: completedAt, succeeds } = task;
  if (now < completedAt) return { state: 'running', vendorState: 'processing', createdAt };
  const times = { createdAt, completedAt };
  if (succeeds) {
    const assets = [{ url: `https://results.example/${task.id}.mp4` }] as const;
    return { state: 'succeeded', vendorState: 'success', assets, ...times };
  }
  const message = 'The generation failed.';
  const error = { code: 'generation-failed', message, charged: 'no' } as const;
  return { state: 'failed', vendorState: 'failed', error, ...times };
}

function failed(provider: string, details: Omit<ErrorDetails, 'message'>): VideoGatewayError {
  const message = `${provider} answered ${details.status ?? details.code}`;
  return new VideoGatewayError({ ...details, provider, message });
}
