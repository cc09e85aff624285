import type { Clock } from '../ports.ts';
import { abortedError, downloadError } from './download-error.ts';

/** What ends one call from outside: its caller, or its total time. */
export interface CallLimit {
  /** Aborts at most once; its reason is the `VideoGatewayError` to fail with. */
  readonly signal: AbortSignal;
  /** Must be called when the call is over, or a timer and a listener stay behind. */
  release(): void;
}

interface CallLimitSettings {
  readonly signal: AbortSignal | undefined;
  readonly clock: Clock;
  readonly host: string;
  readonly totalTimeoutMs: number;
}

export function startCallLimit(settings: CallLimitSettings): CallLimit {
  const { signal, clock, host, totalTimeoutMs } = settings;
  const controller = new AbortController();
  const abort = () => controller.abort(abortedError());
  const cancelTimer = clock.setTimer(() => {
    const message = `The download from ${host} took longer than ${totalTimeoutMs} ms in total.`;
    controller.abort(downloadError({ code: 'archive-failed', message }));
  }, totalTimeoutMs);
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  return {
    signal: controller.signal,
    release: () => {
      cancelTimer();
      signal?.removeEventListener('abort', abort);
    },
  };
}
