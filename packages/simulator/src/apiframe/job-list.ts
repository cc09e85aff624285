import { z } from 'zod';
import type { Call } from '../kernel/call.ts';
import type { ApiframeContext } from './context.ts';
import { refusal } from './refusals.ts';
import { toDetails } from './submit-schema.ts';
import { statusOf, toJob } from './task-answer.ts';

const querySchema = z.object({
  status: z.enum(['QUEUED', 'PROCESSING', 'COMPLETED', 'FAILED', 'CANCELLED']).optional(),
  model: z.string().optional(),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  cursor: z.string().optional(),
  scope: z.enum(['user', 'team']).default('user'),
  search: z.string().optional(),
});

/** `GET /v2/jobs`: newest first, by pages. */
export function jobList(call: Call, context: ApiframeContext): Response {
  const query = querySchema.safeParse(Object.fromEntries(call.url.searchParams));
  if (!query.success) {
    return refusal(400, 'Validation failed', { details: toDetails(query.error) });
  }
  const { status, model, limit, cursor, scope, search } = query.data;
  const matching = context.tasks.all
    .filter((task) => scope === 'team' || task.apiKey === call.apiKey)
    .filter((task) => status === undefined || statusOf(task) === status)
    .filter(() => model === undefined || model === 'kling-2.5-turbo-pro')
    .filter((task) => search === undefined || task.spec.prompt.includes(search))
    .reverse();
  const start = cursor === undefined ? 0 : matching.findIndex((task) => task.id === cursor) + 1;
  const page = matching.slice(start, start + limit);
  const hasMore = start + limit < matching.length;
  return Response.json({
    jobs: page.map((task) => toJob(task, context.answerContext())),
    nextCursor: hasMore ? (page.at(-1)?.id ?? null) : null,
    hasMore,
  });
}
