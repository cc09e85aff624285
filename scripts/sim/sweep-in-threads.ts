import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { Sweep, Tally } from './tally.ts';
import { addUp } from './tally.ts';

const shareSize = 20;

/** Sweeps seeds on all cores. What a seed does is the same wherever it runs. */
export async function sweepInThreads(
  { from, count, mode }: Sweep,
  plant: string | undefined,
  onShare: (share: Tally, done: Tally) => void,
): Promise<Tally> {
  const tallies: Tally[] = [];
  let next = from;
  const work = async (): Promise<void> => {
    const thread = new Worker(new URL('./sweep-thread.ts', import.meta.url), {
      workerData: { plant },
    });
    try {
      while (next < from + count) {
        const share: Sweep = { from: next, count: Math.min(shareSize, from + count - next), mode };
        next += share.count;
        thread.postMessage(share);
        // `once` rejects with what the thread throws. It answers with what `sweep` returns.
        const [tally] = (await once(thread, 'message')) as [Tally];
        tallies.push(tally);
        onShare(tally, addUp(tallies));
      }
    } finally {
      await thread.terminate();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  const total = addUp(tallies);
  return { ...total, failures: total.failures.toSorted((a, b) => a.seed - b.seed) };
}
