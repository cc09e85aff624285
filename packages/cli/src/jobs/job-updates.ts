import type { GatewaySettings, JobUpdate } from '@vidgate/core';

/** What happens to jobs, kept from the first moment until somebody listens. */
export interface JobUpdates {
  /** For the gateway's settings. */
  readonly onEvent: NonNullable<GatewaySettings['onEvent']>;
  /** Tells everything about one job, also what has happened already. */
  listen(jobId: string, listener: (update: JobUpdate) => void): void;
}

/** A job's first steps may be taken before whoever submitted it knows its id. */
export function createJobUpdates(): JobUpdates {
  const early: JobUpdate[] = [];
  let tell = (update: JobUpdate): void => void early.push(update);
  return {
    onEvent(update) {
      if (update.job !== undefined) tell(update);
    },
    listen(jobId, listener) {
      tell = (update) => {
        if (update.job.id === jobId) listener(update);
      };
      for (const update of early.splice(0)) tell(update);
    },
  };
}
