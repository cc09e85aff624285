/** Time, as an argument: real in production, virtual in tests and simulations. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /**
   * Calls `callback` once after `delayMs` and returns a function that cancels it. A pending timer
   * keeps the process alive: a job that is being paid for must not be dropped by an early exit. One
   * in the `background` does not.
   */
  setTimer(callback: () => void, delayMs: number, background?: 'background'): () => void;
}

/** Everything that would make a run differ from the next one. */
export interface Ports extends Clock {
  /** A number from 0 (inclusive) to 1 (exclusive), for jitter. */
  random(): number;
  /** A new unguessable id, at most 64 characters of `[A-Za-z0-9_-]`. */
  newId(): string;
}

/** The time and the timers of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimer: (callback, delayMs, background) => {
    const timer = setTimeout(callback, delayMs);
    if (background === 'background') timer.unref();
    return () => clearTimeout(timer);
  },
};

/** Time, chance and ids of this machine. */
export const systemPorts: Ports = {
  ...systemClock,
  random: () => Math.random(),
  newId: () => globalThis.crypto.randomUUID(),
};
