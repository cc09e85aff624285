import type { Ports } from '../ports.ts';
import { isBusy } from './sqlite-error.ts';

/** How long a busy database is waited for before the ledger counts as unavailable. */
const patienceMs = 30_000;
const longestPauseMs = 50;

/**
 * Does something as soon as no other process is writing. It waits outside SQLite, so that the event
 * loop stays free; the pauses grow and differ, so that processes do not meet again and again.
 *
 * What counts is the sum of the pauses, not a clock, which may be set back meanwhile.
 */
export async function withPatience<T>(
  { setTimer, random }: Pick<Ports, 'setTimer' | 'random'>,
  attempt: () => T,
): Promise<T> {
  let waitedMs = 0;
  for (let stepMs = 1; ; stepMs = Math.min(stepMs * 2, longestPauseMs)) {
    try {
      return attempt();
    } catch (error) {
      if (!isBusy(error) || waitedMs >= patienceMs) throw error;
    }
    const pauseMs = stepMs * (0.5 + random());
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimer(resolve, pauseMs);
    await promise;
    waitedMs += pauseMs;
  }
}
