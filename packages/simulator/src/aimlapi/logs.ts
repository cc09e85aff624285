import { z } from 'zod';
import type { Call } from '../kernel/call.ts';
import type { TaskRecord } from '../kernel/simulated-task.ts';
import type { AimlapiContext } from './context.ts';
import { refusal, tooManyRequests } from './refusals.ts';
import type { AimlapiDetails } from './task-answer.ts';
import { creditsPerUsd } from './task-answer.ts';

const hourMs = 3_600_000;
const periodMs = { '24h': 24 * hourMs, '7d': 7 * 24 * hourMs } as const;
const maxSpanMs = 92 * 24 * hourMs;

const querySchema = z
  .strictObject({
    period: z.enum(['24h', '7d']).optional(),
    start: z.iso.datetime({ offset: true }).optional(),
    end: z.iso.datetime({ offset: true }).optional(),
    model: z.array(z.string()).optional(),
    status: z.array(z.enum(['succeeded', 'failed'])).optional(),
    limit: z.coerce.number().int().min(1).max(100).default(50),
    offset: z.coerce.number().int().min(0).default(0),
  })
  .refine(({ period, start, end }) =>
    period === undefined
      ? start !== undefined && end !== undefined
      : start === undefined && end === undefined,
  )
  .refine(({ start, end }) => {
    if (start === undefined || end === undefined) return true;
    const span = Date.parse(end) - Date.parse(start);
    return span >= 0 && span <= maxSpanMs;
  });

/** `GET /v2/logs`: finished generations, newest first, some time after they ended. */
export function logs(call: Call, context: AimlapiContext): Response {
  if (!context.allowsLogRequest()) return tooManyRequests(call);
  const query = querySchema.safeParse(toQuery(call.url.searchParams));
  if (!query.success) return refusal(call, 400, 'Query validation error!');
  const { period, start, end, model, status, limit, offset } = query.data;
  const now = context.workbench.clock.now();
  const from = period === undefined ? Date.parse(start ?? '') : now - periodMs[period];
  const to = period === undefined ? Date.parse(end ?? '') : now;
  const rows = context.tasks.all
    .filter((task) => task.apiKey === call.apiKey)
    .filter((task) => now >= (task.completedAt ?? Number.POSITIVE_INFINITY) + context.logLagMs)
    .filter((task) => task.createdAt >= from && task.createdAt <= to)
    .map(toRow)
    .filter((row) => model === undefined || model.includes(row.model))
    .filter((row) => status === undefined || status.includes(row.status))
    .reverse();
  const page = rows.slice(offset, offset + limit);
  const pagination = {
    limit,
    offset,
    total: rows.length,
    has_more: offset + limit < rows.length,
  };
  return Response.json({ data: page, pagination });
}

function toQuery(parameters: URLSearchParams): Record<string, unknown> {
  const repeatable = ['model', 'status'];
  const query: Record<string, unknown> = Object.fromEntries(parameters);
  for (const name of repeatable) {
    if (parameters.has(name)) query[name] = parameters.getAll(name);
  }
  return query;
}

function toRow(task: TaskRecord<AimlapiDetails>) {
  const { model, requestId, clientRequestId, generationId } = task.details;
  const succeeded = task.state === 'succeeded';
  const usdMicros = succeeded ? task.details.usdMicros : 0;
  return {
    created: new Date(task.createdAt).toISOString(),
    status: succeeded ? ('succeeded' as const) : ('failed' as const),
    origin: 'api',
    model,
    cost: { usd: usdMicros / 1_000_000, credits: (usdMicros * creditsPerUsd) / 1_000_000 },
    tokens: { input: 0, output: 0, total: 0 },
    request_id: requestId,
    inference_id: String(generationId),
    client_request_id: clientRequestId,
  };
}
