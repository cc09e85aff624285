import type { Clock } from '../../src/ports.ts';

export interface ManualClock extends Clock {
  advance(byMs: number): void;
  /** How many timers are waiting. */
  pending(): number;
}

/** Time that passes only when a test says so. */
export function manualClock(): ManualClock {
  let nowMs = 0;
  const timers = new Map<object, { readonly atMs: number; readonly callback: () => void }>();
  return {
    now: () => nowMs,
    setTimer: (callback, delayMs) => {
      const key = {};
      timers.set(key, { atMs: nowMs + delayMs, callback });
      return () => void timers.delete(key);
    },
    advance: (byMs) => {
      nowMs += byMs;
      for (const [key, timer] of timers) {
        if (timer.atMs > nowMs) continue;
        timers.delete(key);
        timer.callback();
      }
    },
    pending: () => timers.size,
  };
}

/** A clock whose timers of up to `mostMs` are over at once; longer ones never are. */
export function impatientClock(mostMs: number): Clock {
  return {
    now: () => 0,
    setTimer: (callback, delayMs) => {
      if (delayMs > mostMs) return () => {};
      const immediate = setImmediate(callback);
      return () => clearImmediate(immediate);
    },
  };
}
