import type { Clock } from '../ports.ts';
import { abortedError } from './download-error.ts';

/** Waits, or fails with `aborted` as soon as the signal says so. */
export async function pause(
  clock: Clock,
  delayMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted) throw abortedError();
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const cancelTimer = clock.setTimer(resolve, delayMs);
  const abort = () => reject(abortedError());
  signal?.addEventListener('abort', abort, { once: true });
  try {
    await promise;
  } finally {
    cancelTimer();
    signal?.removeEventListener('abort', abort);
  }
}
