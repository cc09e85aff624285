import { videoPathOf } from '../kernel/serve-file.ts';
import type { TaskRecord } from '../kernel/simulated-task.ts';
import { isOver } from '../kernel/simulated-task.ts';
import type { WebhookEvent } from './submit-schema.ts';

/** What Apiframe keeps with a job. */
export interface ApiframeDetails {
  readonly credits: number;
  readonly webhook?: { readonly url: string; readonly events: readonly WebhookEvent[] };
  /** As the job shows it; null without a webhook. */
  webhookStatus: 'pending' | 'delivered' | 'failed' | null;
}

/** What an answer depends on besides the job. */
export interface AnswerContext {
  readonly now: number;
  readonly resultLifetimeMs: number;
  readonly resultShape: 'videoUrl' | 'videos' | 'string';
  readonly fileUrl: (path: string) => string;
}

/** The job as `GET /v2/jobs/{id}` shows it. */
export function toJob(
  task: TaskRecord<ApiframeDetails>,
  context: AnswerContext,
): Record<string, unknown> {
  const isCompleted = task.state === 'succeeded';
  const expiresAt = (task.completedAt ?? task.createdAt) + context.resultLifetimeMs;
  return {
    id: task.id,
    status: statusOf(task),
    model: 'kling-2.5-turbo-pro',
    progress: progressOf(task, context.now),
    result: isCompleted ? resultOf(task, context) : null,
    error: task.failure?.message ?? null,
    creditCost: isOver(task) && !isCompleted ? 0 : task.details.credits,
    webhookStatus: task.details.webhookStatus,
    createdAt: new Date(task.createdAt).toISOString(),
    completedAt: task.completedAt === undefined ? null : new Date(task.completedAt).toISOString(),
    ...(isCompleted && { expired: context.now >= expiresAt }),
  };
}

/** The body of a webhook. */
export function toWebhookBody(
  task: TaskRecord<ApiframeDetails>,
  event: WebhookEvent,
  context: AnswerContext,
): Record<string, unknown> {
  const job = toJob(task, context);
  const { status, progress, model, error, result, creditCost, completedAt } = job;
  const common = { event, jobId: task.id, status };
  switch (event) {
    case 'progress':
      return { ...common, progress, model };
    case 'failed':
      return { ...common, error, model };
    case 'completed':
      return { ...common, progress, result, model, creditCost, completedAt };
  }
}

/** A job's status in Apiframe's words. */
export function statusOf(task: TaskRecord<ApiframeDetails>): string {
  switch (task.state) {
    case 'queued':
      return 'QUEUED';
    case 'running':
      return 'PROCESSING';
    case 'succeeded':
      return 'COMPLETED';
    case 'failed':
      return 'FAILED';
    case 'canceled':
      return 'CANCELLED';
  }
}

function progressOf(task: TaskRecord<ApiframeDetails>, now: number): number | null {
  if (task.state === 'succeeded') return 100;
  if (task.state === 'queued') return 0;
  if (task.state !== 'running') return null;
  return Math.min(99, Math.floor(((now - task.createdAt) / task.runMs) * 100));
}

function resultOf(task: TaskRecord<ApiframeDetails>, context: AnswerContext): unknown {
  const url = context.fileUrl(videoPathOf(task));
  switch (context.resultShape) {
    case 'videoUrl':
      return { videoUrl: url };
    case 'videos':
      return { videos: [url] };
    case 'string':
      return url;
  }
}
