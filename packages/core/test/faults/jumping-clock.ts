import type { Clock } from '@vidgate/core';
import type { TestClock } from '@vidgate/testkit';

/**
 * The clock of one process: it says what it was set to, while its timers run on real time, as those
 * of Node do.
 */
export interface JumpingClock extends Clock {
  /** Sets it by so many milliseconds, back where negative. No timer fires because of that. */
  jump(ms: number): void;
  /** The process stands still, or is gone: none of its timers fires any more. */
  halt(): void;
  /** It goes on; the timers that fell due meanwhile fire at once. */
  wake(): void;
  /** How many timers were set so far. */
  readonly timersSet: number;
}

/** Creates a clock that tells the right time until it jumps. `time` is what really passes. */
export function createJumpingClock(time: TestClock): JumpingClock {
  let offsetMs = 0;
  let timersSet = 0;
  let halted = false;
  const overdue = new Set<() => void>();
  return {
    now: () => time.now() + offsetMs,
    setTimer(callback, delayMs) {
      timersSet += 1;
      const fire = (): void => {
        if (halted) overdue.add(callback);
        else callback();
      };
      const cancel = time.setTimer(fire, delayMs);
      return () => {
        cancel();
        overdue.delete(callback);
      };
    },
    jump(ms) {
      offsetMs += ms;
    },
    halt() {
      halted = true;
    },
    wake() {
      halted = false;
      for (const callback of [...overdue]) {
        overdue.delete(callback);
        callback();
      }
    },
    get timersSet() {
      return timersSet;
    },
  };
}
