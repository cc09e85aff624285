import type { Call } from '../kernel/call.ts';
import { jsonBody } from '../kernel/call.ts';
import type { ApiframeContext } from './context.ts';
import { insufficientCredits, refusal, tooManyRequests } from './refusals.ts';
import type { ApiframeSubmit } from './submit-schema.ts';
import { webhookEvents } from './submit-schema.ts';
import type { ApiframeDetails } from './task-answer.ts';
import { statusOf } from './task-answer.ts';

/** Credits by duration, from the model's page (checked 2026-11-21). */
export const creditsBySeconds = { 5: 4, 10: 7 } as const;

const maxKeyLength = 255;

/** `POST /v2/videos/generate`: 202 with the new job, or with the one that the key made before. */
export async function submit(call: Call, context: ApiframeContext): Promise<Response> {
  const { workbench, tasks, memory } = context;
  const json = jsonBody(call);
  if (json === undefined) return refusal(400, 'Invalid JSON body');
  const parsed = context.parseSubmit(json);
  if ('details' in parsed) return refusal(400, 'Validation failed', parsed);
  const { request } = parsed;
  const key = call.headers.get('idempotency-key') ?? undefined;
  if (key !== undefined && (key.length === 0 || key.length > maxKeyLength)) {
    return refusal(400, `Idempotency-Key must be 1 to ${maxKeyLength} characters`);
  }
  const known = key === undefined ? undefined : memory.recall(call.apiKey, key, request);
  if (known === 'conflict') {
    return refusal(409, 'Idempotency-Key was already used with a different request body');
  }
  if (known !== undefined) {
    const job = await tasks.find(known);
    return accepted(known, job ? statusOf(job) : 'QUEUED', context);
  }
  if (tasks.live >= workbench.maxConcurrentTasks) return tooManyRequests();
  const credits = creditsBySeconds[request.klingParams?.duration ?? 5];
  const price = { credits, usdMicros: Math.round(credits * context.usdPerCredit * 1_000_000) };
  if (!workbench.bill.covers(price)) {
    return insufficientCredits(credits, workbench.bill.bill.balanceCredits ?? 0);
  }
  const id = workbench.newId();
  tasks.accept({
    id,
    price,
    apiKey: call.apiKey,
    request,
    spec: toSpec(request),
    details: toTaskDetails(request, credits),
  });
  if (key !== undefined) memory.remember(call.apiKey, key, request, id);
  return accepted(id, 'QUEUED', context);
}

function accepted(jobId: string, status: string, { workbench }: ApiframeContext): Response {
  const body = workbench.faults.take('no-task-id', 'submit') ? { status } : { jobId, status };
  return Response.json(body, { status: 202 });
}

function toSpec({ prompt, klingParams = {} }: ApiframeSubmit) {
  return {
    prompt,
    durationSeconds: klingParams.duration ?? 5,
    aspectRatio: klingParams.aspect_ratio,
    startFrame: klingParams.start_image,
    endFrame: klingParams.end_image,
  };
}

function toTaskDetails(request: ApiframeSubmit, credits: number): ApiframeDetails {
  const { webhookUrl, webhookEvents: events = webhookEvents } = request;
  return webhookUrl === undefined
    ? { credits, webhookStatus: null }
    : { credits, webhookStatus: 'pending', webhook: { url: webhookUrl, events } };
}
