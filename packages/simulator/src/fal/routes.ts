import type { Call, Route } from '../kernel/call.ts';
import type { TaskRecord } from '../kernel/simulated-task.ts';
import type { FalContext } from './context.ts';
import { refusal } from './refusals.ts';
import { requestsPath, submit } from './submit.ts';
import type { FalDetails } from './task-answer.ts';
import {
  failureHeaders,
  failureStatusOf,
  toFailureBody,
  toResult,
  toStatus,
} from './task-answer.ts';

/** The host of the public keys of webhooks. */
export const keysOrigin = 'https://rest.fal.ai';

/**
 * The queue of the two endpoints of the model, and the keys of its webhooks.
 *
 * @see https://github.com/fal-ai/fal-js (at 381105e, as known in October 2026)
 */
export function falRoutes(context: FalContext): readonly Route[] {
  const endpoint = (name: 'text-to-video' | 'image-to-video'): Route => ({
    operation: 'submit',
    method: 'POST',
    path: new RegExp(`^/fal-ai/kling-video/v2\\.5-turbo/pro/${name}$`),
    answer: (call) => submit(call, name, context),
  });
  const ofRequest = (
    route: Pick<Route, 'operation' | 'method'>,
    end: string,
    answer: (task: TaskRecord<FalDetails>, context: FalContext) => Response,
  ): Route => ({
    ...route,
    path: new RegExp(`^${requestsPath}/(?<id>[^/]+)${end}$`),
    async answer(call, parameters) {
      const task = await findTask(call, parameters['id'] ?? '', context);
      const isHidden = context.workbench.faults.take('poll-not-found', route.operation);
      return task && !isHidden ? answer(task, context) : refusal(404, 'Request not found');
    },
  });
  return [
    endpoint('text-to-video'),
    endpoint('image-to-video'),
    ofRequest({ operation: 'poll', method: 'GET' }, '/status', status),
    ofRequest({ operation: 'poll', method: 'GET' }, '', result),
    ofRequest({ operation: 'cancel', method: 'PUT' }, '/cancel', cancel),
    {
      operation: 'keys',
      method: 'GET',
      origin: keysOrigin,
      path: /^\/\.well-known\/jwks\.json$/,
      isPublic: true,
      answer: () => Response.json(context.webhookKeys.jwks),
    },
  ];
}

async function findTask(
  call: Call,
  encodedId: string,
  { tasks }: FalContext,
): Promise<TaskRecord<FalDetails> | undefined> {
  const task = await tasks.find(decode(encodedId));
  // A request of another key is not told apart from one that never was.
  return task?.apiKey === call.apiKey ? task : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function status(task: TaskRecord<FalDetails>, context: FalContext): Response {
  const body = toStatus(task, context);
  const unknown = context.workbench.faults.take('unknown-status', 'poll');
  return Response.json(unknown ? { status: unknown.status } : body);
}

function result(task: TaskRecord<FalDetails>, context: FalContext): Response {
  const { workbench, detailShape } = context;
  switch (task.state) {
    // What the result of a request that is not over answers is not documented. A 400 without the
    // headers of a failure: a client that asks too early must not take it for the end.
    case 'queued':
    case 'running':
      return refusal(400, 'Request is still in progress');
    case 'succeeded': {
      const isBare = workbench.faults.take('completed-without-url', 'poll') !== undefined;
      return Response.json(isBare ? { video: null } : toResult(task, workbench));
    }
    case 'failed': {
      const failure = task.failure ?? { message: '' };
      return Response.json(toFailureBody(task, failure, detailShape), {
        status: failureStatusOf(failure),
        headers: failureHeaders(failure),
      });
    }
    case 'canceled': {
      const failure = { code: 'request_cancelled', message: 'Request was cancelled', status: 400 };
      return Response.json(toFailureBody(task, failure, 'text'), {
        status: failure.status,
        headers: failureHeaders(failure),
      });
    }
  }
}

// Only the call is documented, not what it answers nor when it is too late. So it ends what waits,
// for nothing; what runs goes on and is billed.
function cancel(task: TaskRecord<FalDetails>, { tasks }: FalContext): Response {
  return tasks.withdraw(task, 'canceled')
    ? Response.json({ status: 'CANCELLATION_REQUESTED' }, { status: 202 })
    : refusal(400, 'Request can no longer be cancelled');
}
