import { parentPort } from 'node:worker_threads';
import { VideoSampleSink } from 'mediabunny';
import { toProblem } from './clip-error.ts';
import { decodeEnds } from './decode-ends.ts';
import type { Decoding, DecodingTask } from './decoding.ts';
import { loadDecoder } from './load-decoder.ts';
import { openVideo } from './open-video.ts';

// A decoder that met a broken frame rejects once more when it is closed, and nobody can hear it. The
// first rejection is answered below; this thread is given up after it.
process.on('unhandledRejection', () => {});

// Untyped by Node; decodeInThread is the only one to post to this thread.
parentPort?.on('message', async (task: DecodingTask) => {
  const decoding = await decode(task);
  parentPort?.postMessage(decoding, toTransfer(decoding));
});

async function decode(task: DecodingTask): Promise<Decoding> {
  try {
    const isInstalled = await loadDecoder();
    using video = openVideo(task.path);
    const track = await video.track();
    if (!(await track.canDecode())) return { state: 'no-decoder', isInstalled };
    if (task.what === 'ends') return { state: 'ends', ...(await decodeEnds(track, task)) };
    let count = 0;
    let lastFrameAt = Number.NEGATIVE_INFINITY;
    for await (const sample of new VideoSampleSink(track).samples()) {
      count += 1;
      lastFrameAt = sample.timestamp;
      sample.close();
    }
    return { state: 'all', count, lastFrameAt };
  } catch (error) {
    return { state: 'broken', problem: toProblem(error) };
  }
}

/** Pixels change hands instead of being copied. */
function toTransfer(decoding: Decoding): ArrayBuffer[] {
  if (decoding.state !== 'ends') return [];
  return [decoding.start, decoding.end].flatMap((frame) => frame?.data.buffer ?? []);
}
