/**
 * The time a simulator lives in: tasks, webhook retries and the `slow` fault all wait on it.
 *
 * The default is the system's clock. A test passes one that it moves itself.
 */
export interface SimulatorClock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Calls back once after `delayMs`; the returned function cancels it. */
  setTimer(callback: () => void, delayMs: number): () => void;
}

/** The system's clock. Without `keepAlive` a pending timer does not keep the process running. */
export function createSystemClock(options: { keepAlive: boolean }): SimulatorClock {
  return {
    now: () => Date.now(),
    setTimer(callback, delayMs) {
      const timer = setTimeout(callback, delayMs);
      if (!options.keepAlive) timer.unref();
      return () => clearTimeout(timer);
    },
  };
}

/** Resolves after `delayMs` on `clock`; rejects with the signal's reason when it aborts first. */
export function delay(clock: SimulatorClock, delayMs: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = (): void => {
      cancel();
      reject(signal.reason);
    };
    const cancel = clock.setTimer(() => {
      signal.removeEventListener('abort', onAbort);
      resolve();
    }, delayMs);
    signal.addEventListener('abort', onAbort, { once: true });
  });
}
