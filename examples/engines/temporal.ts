import type { Gateway } from '@vidgate/core';

export interface Activities {
  /** When the job wants its next step, or nothing when it is over. */
  advanceJob(jobId: string): Promise<number | undefined>;
}

/** In the worker, on a gateway with `drive: false`. */
export function createActivities(gateway: Gateway): Activities {
  return {
    async advanceJob(jobId) {
      const { callAgainAt } = await gateway.advance(jobId);
      return callAgainAt;
    },
  };
}

/**
 * The workflow. `advanceJob` comes from `proxyActivities<Activities>({ startToCloseTimeout: '3 minutes' })`
 * and `sleep` from `@temporalio/workflow`; an activity that is run twice does no harm.
 */
export async function followJob(
  jobId: string,
  { advanceJob }: Activities,
  sleep: (ms: number) => Promise<void>,
): Promise<void> {
  for (;;) {
    const callAgainAt = await advanceJob(jobId);
    if (callAgainAt === undefined) return;
    await sleep(Math.max(0, callAgainAt - Date.now()));
  }
}
