import { parentPort, workerData } from 'node:worker_threads';
import { encodeClip } from './encode-clip.ts';
import type { ClipAnswer, ClipSpec } from './render-clip.ts';

// Untyped by Node; renderClip is the only one to start this worker.
const spec: ClipSpec = workerData;

try {
  const clip = await encodeClip(spec);
  parentPort?.postMessage({ clip } satisfies ClipAnswer, [clip.buffer]);
} catch (error) {
  // Caught here because the encoder's module turns an uncaught error into an abort of its own.
  const message = error instanceof Error ? error.message : String(error);
  parentPort?.postMessage({ error: message } satisfies ClipAnswer);
}
