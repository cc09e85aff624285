import type { Call, Route } from '../kernel/call.ts';
import { jsonBody } from '../kernel/call.ts';
import type { TaskRunner } from '../kernel/task-runner.ts';
import type { Workbench } from '../kernel/workbench.ts';
import type { Envelopes } from './refusals.ts';
import { messageFor } from './refusals.ts';
import type { SubmitParser } from './submit-schema.ts';
import type { ApixoDetails } from './task-answer.ts';
import { toTaskData } from './task-answer.ts';

/** What the endpoints need. */
export interface ApixoContext {
  readonly workbench: Workbench;
  readonly tasks: TaskRunner<ApixoDetails>;
  readonly envelopes: Envelopes;
  readonly parseSubmit: SubmitParser;
  readonly allowsRequest: () => boolean;
}

const model = 'kling-2-5-turbo-pro';
/** "From $0.06 / second", which is a starting price (checked 2026-11-21). */
const usdMicrosPerSecond = 60_000;

/**
 * The three endpoints that a client of one model meets.
 *
 * @see https://apixo.ai/docs/models/video/kling-2-5-turbo-pro (checked 2026-11-21)
 */
export function apixoRoutes(context: ApixoContext): readonly Route[] {
  return [
    {
      operation: 'submit',
      method: 'POST',
      path: /^\/api\/v1\/generateTask\/(?<model>[^/]+)$/,
      answer: (call, parameters) => submit(call, parameters['model'], context),
    },
    {
      operation: 'poll',
      method: 'GET',
      path: /^\/api\/v1\/statusTask\/(?<model>[^/]+)$/,
      answer: (call, parameters) => status(call, parameters['model'], context),
    },
    {
      operation: 'account',
      method: 'GET',
      path: /^\/api\/v1\/apikeys\/current-balance$/,
      answer: () =>
        context.envelopes.success(context.workbench.bill.bill.balanceUsdMicros / 1_000_000),
    },
  ];
}

function submit(call: Call, askedModel: string | undefined, context: ApixoContext): Response {
  const { workbench, tasks, envelopes } = context;
  if (!context.allowsRequest()) return envelopes.refusal(429, messageFor(429));
  if (askedModel !== model) return envelopes.refusal(404, messageFor(404));
  const request = context.parseSubmit(jsonBody(call));
  if ('error' in request) return envelopes.refusal(400, messageFor(400), request);
  if (tasks.live >= workbench.maxConcurrentTasks) return envelopes.refusal(429, messageFor(429));
  const { input, callbackUrl } = request;
  const price = { usdMicros: input.duration * usdMicrosPerSecond };
  if (!workbench.bill.covers(price)) return envelopes.insufficientBalance();
  const taskId =
    workbench.faults.take('odd-task-id', 'submit')?.id ??
    `task_${workbench.newId().replaceAll('-', '').slice(0, 16)}`;
  const [startFrame, endFrame] = input.imageUrls;
  tasks.accept({
    id: String(taskId),
    apiKey: call.apiKey,
    request: JSON.parse(new TextDecoder().decode(call.bytes)),
    spec: {
      prompt: input.prompt,
      durationSeconds: input.duration,
      aspectRatio: input.aspectRatio,
      startFrame,
      endFrame,
    },
    price,
    details: { taskId, ...(callbackUrl !== undefined && { callbackUrl }) },
  });
  return envelopes.success(workbench.faults.take('no-task-id', 'submit') ? {} : { taskId });
}

async function status(
  call: Call,
  askedModel: string | undefined,
  context: ApixoContext,
): Promise<Response> {
  const { workbench, tasks, envelopes } = context;
  const { faults } = workbench;
  if (!context.allowsRequest()) return envelopes.refusal(429, messageFor(429));
  const taskId = call.url.searchParams.get('taskId');
  if (taskId === null || taskId === '') {
    return envelopes.refusal(400, messageFor(400), { error: 'Missing required field: taskId' });
  }
  const task = await tasks.find(taskId);
  // The model is part of the path: the right id under another model is as unknown as a wrong id.
  if (askedModel !== model || task?.apiKey !== call.apiKey || faults.take('poll-not-found', 'poll'))
    return envelopes.refusal(404, messageFor(404));
  const data = toTaskData(task, workbench.origins.fileUrl);
  const unknown = faults.take('unknown-status', 'poll');
  if (unknown) data['state'] = unknown.status;
  else if (task.state === 'succeeded') {
    if (faults.take('missing-cost-time', 'poll')) delete data['costTime'];
    if (faults.take('completed-without-url', 'poll')) {
      data['resultJson'] = JSON.stringify({ resultUrls: [] });
    }
  }
  return envelopes.success(data);
}
