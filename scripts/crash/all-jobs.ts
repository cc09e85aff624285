import type { Job, JobState, Ledger } from '@vidgate/core';

/** Every job of a ledger that matches, a page at a time. */
export async function* allJobs(
  ledger: Ledger,
  states?: readonly JobState[],
): AsyncGenerator<Job, void, undefined> {
  for (let after: string | undefined, more = true; more; ) {
    const page = await ledger.find('jobs', { states, limit: 1_000, after });
    yield* page.jobs;
    after = page.next;
    more = after !== undefined;
  }
}
