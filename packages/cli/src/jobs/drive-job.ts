import { setTimeout as pause } from 'node:timers/promises';
import type { Gateway, Ledger } from '@vidgate/core';
import { isFinal } from '@vidgate/core';

export interface DriveJobOptions {
  readonly gateway: Pick<Gateway, 'advance'>;
  readonly ledger: Pick<Ledger, 'load' | 'find'>;
  readonly now: () => number;
  /** Ends the driving. A step that is under way is for the gateway's `close` to wait for. */
  readonly signal: AbortSignal;
  /** Hears why a step is tried again. */
  readonly onError: (error: unknown) => void;
}

/** How soon a job is looked at again that somebody else drives, or that waits for nothing by itself. */
const idleMs = 1_000;
/** A step that threw (a ledger out of reach, say) is tried again after so long. */
const retryMs = 5_000;
/** Nobody tells this process what others do to the job, so it looks again no later than this. */
const longestPauseMs = 60_000;

/**
 * Takes the steps of one job until it is over, and of no other. While a process that is alive drives
 * it, that one is left to it. Never throws.
 */
export async function driveJob(jobId: string, options: DriveJobOptions): Promise<void> {
  const { now, signal, onError } = options;
  while (!signal.aborted) {
    const step = await takeStep(jobId, options).catch((error: unknown) => {
      if (!signal.aborted) onError(error);
      return { callAgainAt: now() + retryMs };
    });
    if (step === 'over') return;
    const pauseMs = Math.min(longestPauseMs, Math.max(0, step.callAgainAt - now()));
    await pause(pauseMs, undefined, { signal }).catch(() => {});
  }
}

type Step = 'over' | { readonly callAgainAt: number };

async function takeStep(jobId: string, { gateway, ledger, now }: DriveJobOptions): Promise<Step> {
  const owner = (await ledger.load(jobId))?.owner;
  const owners = await ledger.find('owners', {});
  const isDriven = owners.some((one) => one.owner === owner && one.aliveUntil > now());
  if (isDriven) return { callAgainAt: now() + idleMs };
  const { job, callAgainAt = now() + idleMs } = await gateway.advance(jobId);
  return isFinal(job) ? 'over' : { callAgainAt };
}
