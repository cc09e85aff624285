// One of the threads of a long run: sweeps the seeds that it is handed, one share after the other.
import { parentPort, workerData } from 'node:worker_threads';
import { plants } from './plants.ts';
import type { Sweep } from './tally.ts';
import { sweep } from './tally.ts';

// Handed over by sweepInThreads in the same process; the name is checked before.
const { plant } = workerData as { readonly plant: string | undefined };

parentPort?.on('message', (share: Sweep) => {
  // What is thrown ends the thread, and so the run.
  void sweep(share, plant === undefined ? undefined : plants[plant]).then((tally) =>
    parentPort?.postMessage(tally),
  );
});
