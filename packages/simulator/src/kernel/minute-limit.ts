import type { SimulatorClock } from './simulator-clock.ts';

/** Counts requests per minute, minute by minute; answers whether one more is allowed. */
export function createMinuteLimit(clock: SimulatorClock, limit: number): () => boolean {
  let minute = Number.NaN;
  let count = 0;
  return () => {
    const now = Math.floor(clock.now() / 60_000);
    if (now !== minute) {
      minute = now;
      count = 0;
    }
    count += 1;
    return count <= limit;
  };
}
