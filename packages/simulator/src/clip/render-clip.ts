import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';

/** What a clip should show, how long and how large. */
export interface ClipSpec {
  /** Length in seconds, above 0, rounded to whole frames: at least two, the first and the last. */
  durationSeconds: number;
  /** Width in pixels: even, from 16. */
  width: number;
  /** Height in pixels: even, from 16. */
  height: number;
  /** An encoded JPEG, PNG or WebP that the clip starts on. @default the end frame, else a drawn scene */
  startFrame?: Uint8Array;
  /** An encoded JPEG, PNG or WebP that the clip ends on. @default the start frame, else a drawn scene */
  endFrame?: Uint8Array;
  /** Decides the drawn scene of a clip without frames: the same label, the same picture. @default '' */
  label?: string;
  /** Whole frames per second, from 1. @default 24 */
  framesPerSecond?: number;
}

// The encoder's module listens to the process's uncaught errors from its import on, and it blocks:
// it is loaded in the worker and nowhere else.
const workerUrl = new URL(
  import.meta.url.endsWith('.ts') ? './clip-worker.ts' : './clip-worker.js',
  import.meta.url,
);

/**
 * Renders a playable H.264 MP4 that starts on one picture and ends on another.
 *
 * Frames are cropped to cover the size; in between they cross-fade under a slow camera. Equal specs
 * give equal pictures; the bytes differ in the file's creation time. Each call has a worker thread,
 * which ends with it and leaves the event loop free; as many work at once as the machine has cores.
 *
 * @throws {RangeError} when a number of the spec is outside its range.
 * @throws {Error} that names the frame when one cannot be decoded.
 */
export async function renderClip(spec: ClipSpec): Promise<Uint8Array> {
  checkSpec(spec);
  await takeSlot();
  try {
    return await runWorker(spec);
  } finally {
    freeSlot();
  }
}

/** What the worker posts, once. */
export type ClipAnswer = { clip: Uint8Array } | { error: string };

function runWorker(spec: ClipSpec): Promise<Uint8Array> {
  // Inherited flags can stop a worker: under --input-type none starts from a file.
  const worker = new Worker(workerUrl, { workerData: spec, execArgv: [] });
  return new Promise((resolve, reject) => {
    worker.once('message', (answer: ClipAnswer) => {
      if ('clip' in answer) resolve(answer.clip);
      else reject(new Error(answer.error));
    });
    worker.once('error', reject);
    worker.once('exit', (code) => {
      reject(new Error(`The clip worker ended with code ${code} and no clip.`));
    });
  });
}

// A worker holds some 50 MB, so a burst of calls queues here.
let running = 0;
const waiting: (() => void)[] = [];

async function takeSlot(): Promise<void> {
  if (running < availableParallelism()) running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
}

function freeSlot(): void {
  const next = waiting.shift();
  if (next) next();
  else running--;
}

function checkSpec({ durationSeconds, width, height, framesPerSecond = 24 }: ClipSpec): void {
  for (const [name, value] of Object.entries({ width, height })) {
    if (!Number.isInteger(value) || value < 16 || value % 2 !== 0) {
      throw new RangeError(`${name} must be an even number of pixels from 16, not ${value}.`);
    }
  }
  if (!Number.isFinite(durationSeconds) || durationSeconds <= 0) {
    throw new RangeError(
      `durationSeconds must be a finite number above 0, not ${durationSeconds}.`,
    );
  }
  if (!Number.isInteger(framesPerSecond) || framesPerSecond < 1) {
    throw new RangeError(`framesPerSecond must be a whole number from 1, not ${framesPerSecond}.`);
  }
}
