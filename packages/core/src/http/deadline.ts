import type { Clock } from '../ports.ts';

export interface Deadline {
  /** Aborts when time is up or the caller gives up. */
  readonly signal: AbortSignal;
  /** True when it was time that ended the call. */
  readonly timedOut: boolean;
  /** Rejects when the signal aborts, for work that does not take a signal itself. */
  readonly ended: Promise<never>;
  clear(): void;
}

/** One signal out of a time-out, by our own clock, and the caller's signal. */
export function startDeadline(
  timeoutMs: number,
  clock: Clock,
  signal: AbortSignal | undefined,
): Deadline {
  const controller = new AbortController();
  let timedOut = false;
  const cancelTimer = clock.setTimer(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  const give = (): void => controller.abort();
  if (signal?.aborted) give();
  signal?.addEventListener('abort', give, { once: true });
  const { promise: ended, reject } = Promise.withResolvers<never>();
  ended.catch(() => {});
  const end = (): void => reject(new DOMException('The call ended early.', 'AbortError'));
  if (controller.signal.aborted) end();
  controller.signal.addEventListener('abort', end, { once: true });
  return {
    signal: controller.signal,
    get timedOut() {
      return timedOut;
    },
    ended,
    clear() {
      cancelTimer();
      signal?.removeEventListener('abort', give);
    },
  };
}
