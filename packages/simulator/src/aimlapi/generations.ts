import type { Call } from '../kernel/call.ts';
import { jsonBody } from '../kernel/call.ts';
import type { AimlapiContext } from './context.ts';
import { insufficientBalance, refusal, tooManyRequests } from './refusals.ts';
import type { AimlapiSubmit } from './submit-schema.ts';
import { creditsPerUsd, generationHeaders, toGeneration } from './task-answer.ts';

/** Dollars in millionths by duration: $0.091 a second (two third-party tables, checked 2026-11-21). */
export const usdMicrosBySeconds = { 5: 455_000, 10: 910_000 } as const;

/** `POST` on either path. */
export function submit(call: Call, context: AimlapiContext): Response {
  const { workbench, tasks } = context;
  const request = context.parseSubmit(jsonBody(call));
  if (!request) return refusal(call, 400, 'Body validation error!');
  if (tasks.live >= workbench.maxConcurrentTasks) return tooManyRequests(call);
  const usdMicros = usdMicrosBySeconds[request.duration ?? 5];
  const price = { usdMicros, credits: (usdMicros * creditsPerUsd) / 1_000_000 };
  if (!workbench.bill.covers(price)) return insufficientBalance(call);
  const generationId =
    workbench.faults.take('odd-task-id', 'submit')?.id ?? `${workbench.newId()}:${request.model}`;
  const task = tasks.accept({
    id: String(generationId),
    apiKey: call.apiKey,
    request,
    price,
    spec: toSpec(request),
    details: {
      generationId,
      usdMicros,
      model: request.model,
      path: call.url.pathname,
      requestId: call.requestId,
      clientRequestId: clientRequestIdOf(call),
    },
  });
  const body = toGeneration(task, context);
  const headers = generationHeaders(task);
  if (workbench.faults.take('no-task-id', 'submit')) {
    delete body['id'];
    delete headers['x-inference-id'];
  }
  return Response.json(body, { status: context.submitStatus, headers });
}

/** `GET` on either path. */
export async function poll(call: Call, context: AimlapiContext): Promise<Response> {
  const { faults } = context.workbench;
  const id = call.url.searchParams.get('generation_id');
  if (id === null || id === '') return refusal(call, 400, 'Query validation error!');
  const task = await context.tasks.find(id);
  // Whether the other path would know it is not documented, so nothing may rely on it.
  const isKnown = task?.apiKey === call.apiKey && task.details.path === call.url.pathname;
  if (!task || !isKnown || faults.take('poll-not-found', 'poll')) {
    return refusal(call, 404, 'Generation not found');
  }
  const body = toGeneration(task, context);
  const unknown = faults.take('unknown-status', 'poll');
  if (unknown) body['status'] = unknown.status;
  else if (task.state === 'succeeded' && faults.take('completed-without-url', 'poll')) {
    body['video'] = null;
  }
  return Response.json(body, { headers: generationHeaders(task) });
}

/** The caller's own reference; one that is not allowed counts as none, without a word. */
export function clientRequestIdOf(call: Call): string | null {
  const id = call.headers.get('x-client-request-id');
  return id !== null && /^[A-Za-z0-9._:-]{1,128}$/.test(id) ? id : null;
}

function toSpec(request: AimlapiSubmit) {
  const common = { prompt: request.prompt, durationSeconds: request.duration ?? 5 };
  return 'image_url' in request
    ? { ...common, startFrame: request.image_url }
    : { ...common, aspectRatio: request.aspect_ratio };
}
