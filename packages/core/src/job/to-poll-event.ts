import type { ProviderTraits, TaskStatus } from '../provider.ts';
import { toKeptText } from '../to-kept-text.ts';
import type { Attempt } from './job.ts';
import type { JobEvent } from './job-event.ts';
import { toSoundAsset, toSoundCost, toSoundTimes } from './sound-facts.ts';

/** What happened to an attempt, from what its vendor says of the task; nothing where nothing changed. */
export function toPollEvent(
  attempt: Attempt,
  status: TaskStatus,
  traits: Pick<ProviderTraits, 'resultLifetimeMs'>,
  at: number,
): JobEvent | undefined {
  const cost = toSoundCost(status.cost);
  const vendorState = toKeptText(status.vendorState, 100);
  const attemptId = attempt.id;
  const times = toSoundTimes(status);
  switch (status.state) {
    case 'queued':
    case 'running':
    case 'unrecognized':
      return vendorState === attempt.vendorState
        ? undefined
        : { type: 'attempt-progressed', at, attemptId, vendorState };
    case 'succeeded': {
      const lifetimeMs = traits.resultLifetimeMs;
      // It counts from the end of the task, which may lie well before we looked.
      const since = Math.min(times.completedAt ?? at, at);
      const assets = status.assets
        .map(toSoundAsset)
        .map((asset) =>
          lifetimeMs === undefined ? asset : { ...asset, expiresAt: since + lifetimeMs },
        );
      return { type: 'attempt-succeeded', at, attemptId, vendorState, assets, cost, times };
    }
    case 'failed': {
      const { vendorCode, ...failure } = status.error;
      const message = toKeptText(failure.message, 300);
      const error = {
        ...failure,
        message,
        outcome: 'accepted',
        provider: attempt.provider,
        operation: 'poll',
        taskId: attempt.task?.id,
      } as const;
      return {
        type: 'attempt-failed',
        at,
        attemptId,
        vendorState,
        error,
        vendorCode,
        cost,
        times,
      };
    }
    case 'canceled': {
      const error = {
        code: 'aborted',
        message: `${attempt.provider} canceled the task ("${vendorState}").`,
        outcome: 'accepted',
        charged: 'unknown',
        provider: attempt.provider,
        taskId: attempt.task?.id,
      } as const;
      return { type: 'attempt-failed', at, attemptId, vendorState, error, cost, times };
    }
  }
}
