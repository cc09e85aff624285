import { videoPathOf } from '../kernel/serve-file.ts';
import type { TaskRecord } from '../kernel/simulated-task.ts';

/** What APIXO keeps with a task. */
export interface ApixoDetails {
  /** The id as it is sent: an odd one may be a number. */
  readonly taskId: string | number;
  readonly callbackUrl?: string;
}

/** The `data` of a status answer, and of a webhook. */
export function toTaskData(
  task: TaskRecord<ApixoDetails>,
  fileUrl: (path: string) => string,
): Record<string, unknown> {
  const common = { taskId: task.details.taskId, state: stateOf(task), createTime: task.createdAt };
  const completed = task.completedAt !== undefined && { completeTime: task.completedAt };
  switch (task.state) {
    case 'succeeded':
      return {
        ...common,
        resultJson: JSON.stringify({ resultUrls: [fileUrl(videoPathOf(task))] }),
        ...completed,
        // Time, not money: this vendor reports no cost.
        costTime: (task.completedAt ?? task.createdAt) - task.createdAt,
      };
    case 'failed':
      return {
        ...common,
        failCode: task.failure?.code,
        failMsg: task.failure?.message,
        ...completed,
      };
    default:
      return common;
  }
}

function stateOf(task: TaskRecord<ApixoDetails>): string {
  switch (task.state) {
    case 'queued':
      return 'pending';
    case 'running':
      return 'processing';
    case 'succeeded':
      return 'success';
    case 'failed':
    case 'canceled':
      return 'failed';
  }
}
