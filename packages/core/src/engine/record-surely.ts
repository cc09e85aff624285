import type { Job } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import { warn } from '../warn.ts';
import type { EngineContext } from './engine-context.ts';
import { record } from './record.ts';

const longestPauseMs = 30_000;
/** While the gateway closes, so many more tries: whoever closes it wants an end. */
const triesWhileClosing = 5;

/**
 * As {@link record}, for one event that must not be lost: the answer to a paid submit exists nowhere
 * but here. While the ledger is out of reach it is kept and tried again.
 *
 * @throws {VideoGatewayError} only when the ledger refuses it for good or the gateway closes; a
 *   process warning then names the task
 */
export async function recordSurely(
  context: EngineContext,
  jobId: string,
  event: JobEvent,
  isNews: (job: Job) => boolean,
): Promise<Job> {
  let left = triesWhileClosing;
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await record(context, jobId, (job) => (isNews(job) ? [event] : []));
    } catch (error) {
      if (context.closing.aborted) left -= 1;
      if (left <= 0 || isRefused(error)) {
        warnOfLoss(jobId, event);
        throw error;
      }
    }
    await pause(pauseMs, context);
  }
}

function isRefused(error: unknown): boolean {
  return VideoGatewayError.isInstance(error) && error.code === 'ledger-conflict';
}

/** Whoever reads it finds the task in the vendor's dashboard. */
function warnOfLoss(jobId: string, event: JobEvent): void {
  if (event.type !== 'attempt-accepted') return;
  warn(`Job ${jobId}: task ${event.task.id} was accepted, but the ledger could not store it.`);
}

/** Ends early when the gateway closes. */
async function pause(ms: number, { ports, closing }: EngineContext): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const cancelTimer = ports.setTimer(resolve, closing.aborted ? Math.min(ms, 500) : ms);
  const wake = (): void => resolve();
  closing.addEventListener('abort', wake, { once: true });
  await promise;
  cancelTimer();
  closing.removeEventListener('abort', wake);
}
