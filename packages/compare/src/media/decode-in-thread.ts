import { Worker } from 'node:worker_threads';
import type { Decoding, DecodingTask } from './decoding.ts';

const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './decode-worker.ts' : './decode-worker.js',
  import.meta.url,
);

// One thread for all clips: a decoder uses all cores by itself, and loading it takes a while.
let thread: Worker | undefined;
let queue: Promise<unknown> = Promise.resolve();

/**
 * Decodes in a thread of its own, one task after the other. A strangers' file can make a decoder
 * fail in ways that would end the process; here they end the thread, and the next task gets another.
 * The thread does not keep the process alive.
 */
export function decodeInThread(task: DecodingTask): Promise<Decoding> {
  const decoding = queue.then(() => run(task));
  queue = decoding;
  return decoding;
}

async function run(task: DecodingTask): Promise<Decoding> {
  // Inherited flags can stop a worker: under --input-type none starts from a file.
  thread ??= new Worker(workerUrl, { execArgv: [] });
  const worker = thread;
  worker.ref();
  const decoding = await ask(worker, task);
  worker.unref();
  // What a decoder holds after a failure is only freed with its thread.
  if (decoding.state === 'broken') {
    thread = undefined;
    await worker.terminate();
  }
  return decoding;
}

function ask(worker: Worker, task: DecodingTask): Promise<Decoding> {
  return new Promise((resolve) => {
    const settle = (decoding: Decoding): void => {
      worker.off('message', settle).off('error', fail).off('exit', fail);
      resolve(decoding);
    };
    const fail = (): void => {
      settle({ state: 'broken', problem: 'The decoder broke down over it.' });
    };
    worker.on('message', settle).on('error', fail).on('exit', fail);
    worker.postMessage(task);
  });
}
