import type { IncomingMessage } from 'node:http';
import type { CallLimit } from './call-limit.ts';
import { downloadError, toDownloadError } from './download-error.ts';
import type { DownloadLimits } from './download-settings.ts';

interface BodyOptions {
  readonly host: string;
  readonly limits: DownloadLimits;
  /** Released when the body has ended, in whatever way. */
  readonly limit: CallLimit;
}

type BodyController = ReadableStreamDefaultController<Uint8Array>;

/**
 * The body of an answer: counted, timed, and read from the connection only as fast as it is
 * consumed. It errors at once when the call's limit aborts, even between two reads.
 */
export function guardedBody(
  message: IncomingMessage,
  { host, limits, limit }: BodyOptions,
): ReadableStream<Uint8Array> {
  const chunks: AsyncIterator<unknown> = message[Symbol.asyncIterator]();
  // Errors are read from the iterator; one that nobody is waiting for must not be unhandled.
  message.on('error', () => {});
  let received = 0;
  let isOver = false;
  const end = () => {
    isOver = true;
    message.destroy();
    limit.release();
  };
  const fail = (controller: BodyController, error: unknown) => {
    if (isOver) return;
    end();
    controller.error(error);
  };
  const read = async (controller: BodyController): Promise<void> => {
    const { idleTimeoutMs, maxBytes } = limits;
    const giveUp = () => fail(controller, idleError(host, idleTimeoutMs));
    const cancelTimer = limits.clock.setTimer(giveUp, idleTimeoutMs);
    try {
      const { done, value } = await chunks.next();
      if (isOver) return;
      if (done === true) {
        end();
        return controller.close();
      }
      // Without an encoding, an incoming message yields buffers only.
      const chunk = value as Buffer;
      received += chunk.byteLength;
      if (received > maxBytes) return fail(controller, tooLargeError(host, maxBytes));
      controller.enqueue(chunk);
    } catch (error) {
      fail(controller, toDownloadError(`The connection to ${host} broke`, error));
    } finally {
      cancelTimer();
    }
  };
  const start = (controller: BodyController) => {
    const abort = () => fail(controller, limit.signal.reason);
    limit.signal.addEventListener('abort', abort, { once: true });
    if (limit.signal.aborted) abort();
  };
  // Nothing is read ahead: the connection's own buffer is enough.
  return new ReadableStream({ start, pull: read, cancel: end }, { highWaterMark: 0 });
}

export function tooLargeError(host: string, maxBytes: number): Error {
  const message = `The body from ${host} is larger than the ${maxBytes} bytes allowed.`;
  return downloadError({ code: 'archive-failed', message });
}

function idleError(host: string, idleTimeoutMs: number): Error {
  return downloadError({
    code: 'archive-failed',
    message: `${host} sent nothing for ${idleTimeoutMs} ms.`,
    cause: { code: 'ETIMEDOUT' },
  });
}
