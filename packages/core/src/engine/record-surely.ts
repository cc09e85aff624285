import type { Job } from '../job/job.ts';
import type { JobEvent } from '../job/job-event.ts';
import { VideoGatewayError } from '../video-gateway-error.ts';
import type { EngineContext } from './engine-context.ts';
import { record } from './record.ts';

const longestPauseMs = 30_000;
/** While the gateway closes, so many more tries: whoever closes it wants an end. */
const triesWhileClosing = 5;

/**
 * As {@link record}, for what must not be lost: the answer to a paid submit exists nowhere but here.
 *
 * While the ledger is out of reach it is kept and tried again.
 *
 * @throws {VideoGatewayError} `ledger-unavailable`, only when the gateway closes meanwhile; its
 *   message then names the task
 */
export async function recordSurely(
  context: EngineContext,
  jobId: string,
  toEvents: (job: Job) => readonly JobEvent[],
): Promise<Job> {
  let left = triesWhileClosing;
  let wanted: readonly JobEvent[] = [];
  for (let pauseMs = 500; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    try {
      return await record(context, jobId, (job) => {
        wanted = toEvents(job);
        return wanted;
      });
    } catch (error) {
      if (!isOutOfReach(error)) throw error;
      if (context.closing.aborted) left -= 1;
      if (left <= 0) throw naming(error, wanted);
    }
    await pause(pauseMs, context);
  }
}

function isOutOfReach(error: unknown): error is VideoGatewayError {
  return VideoGatewayError.isInstance(error) && error.code === 'ledger-unavailable';
}

/** Whoever reads the warning finds the task in the vendor's dashboard. */
function naming(error: VideoGatewayError, events: readonly JobEvent[]): VideoGatewayError {
  const accepted = events.find((event) => event.type === 'attempt-accepted');
  if (accepted === undefined) return error;
  const message = `${error.message} Not recorded: task ${accepted.task.id} was accepted.`;
  return new VideoGatewayError({ ...error.toJSON(), message, taskId: accepted.task.id });
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
