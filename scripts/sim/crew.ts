import type { RandomStream } from '../bench/routing/random-stream.ts';
import { minuteMs, secondMs } from './plan.ts';
import { SimulatedProcess } from './simulated-process.ts';
import type { Worker } from './worker.ts';
import { startWorker } from './worker.ts';
import type { World } from './world.ts';

/** The workers of a world: each slot has one process after the other. */
export interface Crew {
  /** By slot; one that crashed stays until its successor starts. */
  readonly workers: readonly Worker[];
  startWorker(slot: number): void;
  /** Closes a worker's gateway; another process follows. */
  stopWorker(slot: number): void;
  /** Some worker that would answer a call; nothing where there is none. */
  pickWorker(): Worker | undefined;
}

/** One that does not end is killed after so long, as a supervisor would. */
const endsWithinMs = 3 * minuteMs;
const longestAbsenceMs = 90 * secondMs;

/** @param stream begins the stream of chance of the process that starts as the nth */
export function createCrew(world: () => World, stream: (nth: number) => RandomStream): Crew {
  const workers: Worker[] = [];
  let starts = 0;

  const start = (slot: number): void => {
    const { clock, note, faults, random } = world();
    starts += 1;
    const process = new SimulatedProcess({
      ...{ clock, note },
      id: `w${slot}_${starts}`,
      // A clock that was set wrongly stays wrong for whoever comes next.
      aheadMs: workers[slot]?.process.aheadMs ?? 0,
      random: stream(starts),
      onCrash(port) {
        faults.hit(`crash-at-${port}`);
        clock.setTimer(() => start(slot), secondMs + longestAbsenceMs * random());
      },
    });
    note(`${process.id} starts`);
    workers[slot] = startWorker(process, world());
  };

  const stop = (slot: number): void => {
    const worker = workers[slot];
    if (worker === undefined) return;
    const { process, gateway } = worker;
    const replace = (): void => {
      process.kill();
      if (workers[slot]?.process === process) start(slot);
    };
    gateway.close().then(() => {
      world().note(`${process.id} has stopped`);
      replace();
    }, world().fail);
    world().clock.setTimer(replace, endsWithinMs);
  };

  return {
    workers,
    startWorker: start,
    stopWorker: stop,
    pickWorker() {
      const present = workers.filter(({ process }) => process.alive && !process.paused);
      return present[Math.floor(world().random() * present.length)];
    },
  };
}
