import { closeSync, openSync } from 'node:fs';
import { devNull } from 'node:os';

/** A fault of the soak's own, which shows that its verdict can be a bad one. */
export interface Leak extends Disposable {
  /** Keeps 32 kB for every job, and a timer and an open file for each tenth. */
  keep(): void;
}

export function createLeak(): Leak {
  const kept: number[][] = [];
  const timers: NodeJS.Timeout[] = [];
  const files: number[] = [];
  return {
    keep() {
      kept.push(new Array<number>(4_096).fill(0.5));
      if (kept.length % 10 !== 0) return;
      timers.push(setInterval(() => {}, 3_600_000));
      files.push(openSync(devNull, 'r'));
    },
    [Symbol.dispose]() {
      for (const timer of timers) clearInterval(timer);
      for (const file of files) closeSync(file);
      kept.length = 0;
    },
  };
}
