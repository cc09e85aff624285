import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
// The global is only there for contexts that are made after the flag was set.
const collectGarbage: () => void = runInNewContext('gc');

export interface MemoryPeak {
  /** Bytes on the heap and in buffers at the most, above those at the start. */
  readonly heldBytes: number;
  /** The same for all that the process has of the machine. */
  readonly residentBytes: number;
}

/** Does something, and says how much memory that took at its worst moment. */
export async function measureMemory(work: () => Promise<void>): Promise<MemoryPeak> {
  collectGarbage();
  const start = process.memoryUsage();
  let held = 0;
  let resident = 0;
  const look = (): void => {
    const { heapUsed, arrayBuffers, rss } = process.memoryUsage();
    held = Math.max(held, heapUsed + arrayBuffers - start.heapUsed - start.arrayBuffers);
    resident = Math.max(resident, rss - start.rss);
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
