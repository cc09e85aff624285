import { videoPathOf } from '../kernel/serve-file.ts';
import type { TaskFailure, TaskRecord } from '../kernel/simulated-task.ts';
import type { AimlapiContext } from './context.ts';

/** Credits in a dollar. */
export const creditsPerUsd = 2_000_000;

/** What AI/ML API keeps with a generation. */
export interface AimlapiDetails {
  /** The id as it is sent: an odd one may be a number. */
  readonly generationId: string | number;
  readonly model: string;
  readonly usdMicros: number;
  /** The path it was made on, which is the only one that knows it. */
  readonly path: string;
  readonly requestId: string;
  readonly clientRequestId: string | null;
}

/** A generation as both submit and poll show it. */
export function toGeneration(
  task: TaskRecord<AimlapiDetails>,
  { workbench, errorShape }: AimlapiContext,
): Record<string, unknown> {
  const { generationId, usdMicros } = task.details;
  const credits = (usdMicros * creditsPerUsd) / 1_000_000;
  const id = { id: generationId };
  switch (task.state) {
    case 'queued':
      return { ...id, status: 'queued', meta: { usage: { credits_used: credits } } };
    case 'running':
      return { ...id, status: 'generating', meta: { usage: { credits_used: credits } } };
    case 'succeeded': {
      const fileSize = workbench.clips.byteSizeOf(task);
      return {
        ...id,
        status: 'completed',
        video: {
          url: workbench.origins.fileUrl(videoPathOf(task)),
          content_type: 'video/mp4',
          file_name: `${task.assetId}.mp4`,
          // Known once the clip was encoded, which is at its first download.
          ...(fileSize !== undefined && { file_size: fileSize }),
        },
        error: null,
        meta: { usage: { credits_used: credits, usd_spent: usdMicros / 1_000_000 } },
      };
    }
    case 'failed':
      return { ...id, status: 'error', video: null, error: toError(task.failure, errorShape) };
    case 'canceled':
      return { ...id, status: 'canceled', video: null, error: null };
  }
}

/** The headers that JSON about a generation carries. */
export function generationHeaders(task: TaskRecord<AimlapiDetails>): Record<string, string> {
  const isFree = task.state === 'failed' || task.state === 'canceled';
  const usdMicros = isFree ? 0 : task.details.usdMicros;
  return {
    'x-inference-id': String(task.details.generationId),
    'x-aimlapi-credits-used': String((usdMicros * creditsPerUsd) / 1_000_000),
    'x-aimlapi-usd-spent': String(usdMicros / 1_000_000),
  };
}

function toError(
  failure: TaskFailure | undefined,
  shape: AimlapiContext['errorShape'],
): Record<string, unknown> {
  const { code: name = 'Error', message = '' } = failure ?? {};
  return shape === 'name-message'
    ? { name, message }
    : { detail: [{ loc: ['body', 'prompt'], msg: message, type: name, input: null }] };
}
