import type { Clock } from '../ports.ts';
import { isBusy } from './sqlite-error.ts';

/** How long a busy database is waited for before the ledger counts as unavailable. */
const patienceMs = 30_000;
const longestPauseMs = 50;

/**
 * Does something as soon as no other process is writing. It waits outside SQLite, so that the event
 * loop stays free; the pauses grow and differ, so that processes do not meet again and again.
 */
export async function withPatience<T>(
  { clock, random }: { readonly clock: Clock; readonly random: () => number },
  attempt: () => T,
): Promise<T> {
  const until = clock.now() + patienceMs;
  for (let pauseMs = 1; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || clock.now() >= until) throw error;
    }
    const { promise, resolve } = Promise.withResolvers<void>();
    clock.setTimer(resolve, pauseMs * (0.5 + random()));
    await promise;
  }
}
