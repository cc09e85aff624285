import type { Cost, ProviderCallOptions, TaskRef, TaskStatus } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import type { FakePoll } from './fake-behaviours.ts';
import type { FakeContext } from './fake-context.ts';
import type { FakeTask } from './fake-vendor.ts';

export interface FakePolling {
  readonly count: number;
  poll(task: TaskRef, options?: ProviderCallOptions): Promise<TaskStatus>;
  queue(behaviours: readonly FakePoll[]): void;
}

export function createFakePoll(context: FakeContext): FakePolling {
  const queued: FakePoll[] = [];
  let count = 0;
  return {
    get count() {
      return count;
    },
    queue: (behaviours) => void queued.push(...behaviours),
    async poll({ id }, { signal } = {}) {
      if (signal?.aborted) throw pollError(context, id, { code: 'aborted' });
      count += 1;
      const behaviour = queued.shift();
      if (behaviour === undefined) return toStatus(context.vendor.task(id), context);
      return pollAs(behaviour, id, context);
    },
  };
}

function pollAs(behaviour: FakePoll, id: string, context: FakeContext): TaskStatus {
  const { vendor, traits } = context;
  const refund = traits.failedTasksCharged;
  switch (behaviour.do) {
    case 'fail': {
      const { code, message = `the task failed: ${code}`, charged = refund } = behaviour;
      vendor.end(id, { state: 'failed', error: { code, message, charged } }, charged);
      break;
    }
    case 'cancel':
      vendor.end(id, { state: 'canceled' }, refund);
      break;
    case 'never-finish':
      vendor.neverEnd(id);
      break;
    case 'unrecognized':
      return { state: 'unrecognized', vendorState: behaviour.vendorState ?? 'contemplating' };
    case 'throw':
      throw pollError(context, id, behaviour);
  }
  return toStatus(vendor.task(id), context);
}

function toStatus(task: FakeTask, context: FakeContext): TaskStatus {
  const { clock, traits, id, vendor } = context;
  const { createdAt, endsAt, end } = task;
  const cost: { cost?: Cost } = traits.reportsCost
    ? { cost: { usdMicros: task.billedUsdMicros } }
    : {};
  if (!vendor.isOver(task)) {
    const progress = Math.min(1, Math.max(0, (clock.now() - createdAt) / (endsAt - createdAt)));
    return { state: 'running', vendorState: 'running', createdAt, progress, ...cost };
  }
  const facts = { vendorState: end.state, createdAt, completedAt: endsAt, ...cost };
  if (end.state !== 'succeeded') return { ...facts, ...end };
  const url = `https://${id}.invalid/${task.id}.mp4`;
  return { ...facts, state: 'succeeded', assets: [{ url, mediaType: 'video/mp4' }] };
}

function pollError(
  context: FakeContext,
  taskId: string,
  failure: Pick<Extract<FakePoll, { do: 'throw' }>, 'code' | 'retryAfterMs'>,
): VideoGatewayError {
  return new VideoGatewayError({
    code: failure.code,
    retryAfterMs: failure.retryAfterMs,
    outcome: 'accepted',
    provider: context.id,
    operation: 'poll',
    taskId,
    message: `${context.id} could not be polled: ${failure.code}`,
  });
}
