import type { Attempt } from '../job/job.ts';

/**
 * What an attempt says of its provider. `refused`: the submit came to nothing, or nobody knows to
 * what. Requests that nobody would have taken, and accounts without money, say nothing.
 */
export type AttemptOutcome = 'succeeded' | 'failed' | 'refused';

export function toOutcome({ state, error }: Attempt): AttemptOutcome | undefined {
  switch (state) {
    case 'succeeded':
      return 'succeeded';
    case 'failed':
      return error?.code === 'generation-failed' ? 'failed' : undefined;
    case 'unknown':
    case 'abandoned':
      // Where our own process died, the vendor did nothing wrong.
      return error?.code === 'outcome-unknown' ? undefined : 'refused';
    case 'rejected':
      return isOutOfOrder(error?.code) ? 'refused' : undefined;
    default:
      return undefined;
  }
}

/** Whether a refused submit means that the provider does not work, rather than that it will not. */
export function isOutOfOrder(code: string | undefined): boolean {
  return code === 'network' || code === 'timeout' || code === 'unavailable';
}
