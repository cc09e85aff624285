import type { Call } from '../kernel/call.ts';
import { jsonBody } from '../kernel/call.ts';
import type { TaskRecord, TaskSpec } from '../kernel/simulated-task.ts';
import type { FalContext } from './context.ts';
import type { DetailEntry } from './refusals.ts';
import { insufficientBalance, refusal } from './refusals.ts';
import type { Endpoint, FalSubmit } from './submit-schema.ts';
import type { FalDetails } from './task-answer.ts';
import { queuePositionOf } from './task-answer.ts';

/** $0.35 for 5 s and $0.07 for each further second (as known in October 2026). */
const usdMicrosPerSecond = 70_000;

/** Where a request lives: the part of the path after the application's name is dropped. */
export const requestsPath = '/fal-ai/kling-video/requests';

/** `POST` on one of the two endpoints. There is no idempotency: each accepted call is a new request. */
export function submit(call: Call, endpoint: Endpoint, context: FalContext): Response {
  const { workbench, tasks } = context;
  const body = jsonBody(call);
  if (body === undefined) return refusal(400, 'Invalid JSON body');
  const options = readOptions(call, context);
  if ('detail' in options) return refusal(422, options.detail);
  const parsed = context.parseSubmit(endpoint, body);
  const detail = 'detail' in parsed ? parsed.detail : undefined;
  if (detail && context.validatesAt === 'submit') return refusal(422, detail);
  const spec = 'request' in parsed ? toSpec(parsed.request) : { prompt: '', durationSeconds: 5 };
  const price = { usdMicros: spec.durationSeconds * usdMicrosPerSecond };
  if (!workbench.bill.covers(price)) return insufficientBalance();
  const requestId = workbench.faults.take('odd-task-id', 'submit')?.id ?? workbench.newId();
  const { startDeadlineMs, webhookUrl } = options;
  const task = tasks.accept({
    id: String(requestId),
    apiKey: call.apiKey,
    request: 'request' in parsed ? parsed.request : body,
    spec,
    price,
    details: {
      requestId,
      ...(webhookUrl !== undefined && { webhookUrl }),
      ...(detail && { detail }),
    },
  });
  const answer = toAccepted(call, task, context);
  if (detail) {
    tasks.withdraw(task, { code: 'invalid_input', message: 'Invalid input', status: 422 });
  } else if (startDeadlineMs !== undefined) {
    const late = { message: 'The request did not start in time', status: 504 };
    workbench.backgroundClock.setTimer(() => tasks.withdraw(task, late), startDeadlineMs);
  }
  return Response.json(answer);
}

function toAccepted(
  call: Call,
  task: TaskRecord<FalDetails>,
  context: FalContext,
): Record<string, unknown> {
  const state = { status: 'IN_QUEUE', queue_position: queuePositionOf(task, context) };
  if (context.workbench.faults.take('no-task-id', 'submit')) return state;
  // Of the origin that was asked, so that they also work where this is served elsewhere.
  const url = `${call.url.origin}${requestsPath}/${encodeURIComponent(task.id)}`;
  return {
    request_id: task.details.requestId,
    response_url: url,
    status_url: `${url}/status`,
    cancel_url: `${url}/cancel`,
    ...state,
  };
}

interface SubmitOptions {
  readonly webhookUrl?: string;
  readonly startDeadlineMs?: number;
}

function readOptions(
  call: Call,
  { webhookUrls }: FalContext,
): SubmitOptions | { readonly detail: readonly DetailEntry[] } {
  const webhookUrl = call.url.searchParams.get('fal_webhook');
  if (webhookUrl !== null && !isTaken(webhookUrl, webhookUrls)) {
    return { detail: [invalid(['query', 'fal_webhook'], webhookUrl)] };
  }
  const name = 'x-fal-request-timeout';
  const timeout = call.headers.get(name);
  // The unit is not documented; seconds are what the vendor's other times are in.
  if (timeout !== null && !(Number(timeout) > 0)) {
    return { detail: [invalid(['header', name], timeout)] };
  }
  return {
    ...(webhookUrl !== null && { webhookUrl }),
    ...(timeout !== null && { startDeadlineMs: Number(timeout) * 1000 }),
  };
}

function isTaken(text: string, webhookUrls: FalContext['webhookUrls']): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol } = new URL(text);
  return protocol === 'https:' || (protocol === 'http:' && webhookUrls === 'any');
}

function invalid(loc: readonly string[], input: string): DetailEntry {
  return { loc, msg: 'Invalid value', type: 'invalid_value', input };
}

function toSpec(request: FalSubmit): TaskSpec {
  const common = { prompt: request.prompt, durationSeconds: Number(request.duration) };
  return 'image_url' in request
    ? { ...common, startFrame: request.image_url, endFrame: request.tail_image_url }
    : { ...common, aspectRatio: request.aspect_ratio };
}
