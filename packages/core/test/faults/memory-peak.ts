import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// The global is only there for contexts that are made after the flag was set.
const collectGarbage: () => void = runInNewContext('gc');

export interface MemoryPeak {
  /** Bytes on the heap and in buffers at the most, above those at the start; garbage left out. */
  readonly heldBytes: number;
  /** The same for all that the process has of the machine. */
  readonly residentBytes: number;
}

/** Collecting takes milliseconds: what is less than this above the most so far is not looked into. */
const stepBytes = 5_000_000;

/** Does something, and says how much memory that took at its worst moment. */
export async function measureMemory(work: () => Promise<void>): Promise<MemoryPeak> {
  collectGarbage();
  const start = process.memoryUsage();
  const readHeld = (): number => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers - start.heapUsed - start.arrayBuffers;
  };
  let held = 0;
  let resident = 0;
  const look = (): void => {
    resident = Math.max(resident, process.memoryUsage.rss() - start.rss);
    if (readHeld() < held + stepBytes) return;
    // How much garbage there is depends on what else the machine does, and says nothing.
    collectGarbage();
    held = Math.max(held, readHeld());
  };
  const looking = setInterval(look, 1);
  try {
    await work();
    look();
  } finally {
    clearInterval(looking);
  }
  return { heldBytes: held, residentBytes: resident };
}
