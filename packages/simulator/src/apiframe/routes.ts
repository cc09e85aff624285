import { createHash } from 'node:crypto';
import type { Call, Route } from '../kernel/call.ts';
import type { ApiframeContext } from './context.ts';
import { jobList } from './job-list.ts';
import { refusal } from './refusals.ts';
import { creditsBySeconds, submit } from './submit.ts';
import { toJob } from './task-answer.ts';
import { upload } from './upload.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/**
 * The endpoints of API version 2 that this model needs.
 *
 * @see https://docs-v2.apiframe.ai (checked 2026-11-21)
 */
export function apiframeRoutes(context: ApiframeContext): readonly Route[] {
  return [
    {
      operation: 'submit',
      method: 'POST',
      path: /^\/v2\/videos\/generate$/,
      answer: (call) => submit(call, context),
    },
    {
      operation: 'poll',
      method: 'GET',
      path: /^\/v2\/jobs\/(?<id>[^/]+)$/,
      answer: (call, parameters) => job(call, parameters['id'] ?? '', context),
    },
    {
      operation: 'list',
      method: 'GET',
      path: /^\/v2\/jobs$/,
      answer: (call) => jobList(call, context),
    },
    {
      operation: 'account',
      method: 'GET',
      path: /^\/v2\/me$/,
      answer: (call) => account(call, context),
    },
    {
      operation: 'catalogue',
      method: 'GET',
      path: /^\/v2\/models$/,
      isPublic: true,
      answer: (call) => catalogue(call),
    },
    {
      operation: 'upload',
      method: 'POST',
      path: /^\/v2\/uploads$/,
      answer: (call) => upload(call, context),
    },
  ];
}

async function job(call: Call, id: string, context: ApiframeContext): Promise<Response> {
  const { faults } = context.workbench;
  if (!uuid.test(id)) return refusal(400, 'Invalid job ID');
  const task = await context.tasks.find(id.toLowerCase());
  // A job of another key is not told apart from one that never was.
  if (task?.apiKey !== call.apiKey || faults.take('poll-not-found', 'poll')) {
    return refusal(404, 'Job not found');
  }
  const answer = toJob(task, context.answerContext());
  const unknown = faults.take('unknown-status', 'poll');
  if (unknown) answer['status'] = unknown.status;
  else if (task.state === 'succeeded' && faults.take('completed-without-url', 'poll')) {
    answer['result'] = null;
  }
  return Response.json(answer);
}

function account(call: Call, { workbench }: ApiframeContext): Response {
  // Stable for one key, and not the key.
  const id = createHash('sha256').update(call.apiKey).digest('hex').slice(0, 24);
  return Response.json({
    user: { id: `user_${id}`, email: 'developer@example.com', role: 'user' },
    team: {
      id: 'team_simulated',
      name: 'Simulated team',
      credits: workbench.bill.bill.balanceCredits ?? 0,
      plan: 'basic',
      customerId: null,
    },
    apiKey: { id: `key_${id}`, name: 'simulated', prefix: call.apiKey.slice(0, 8) },
  });
}

function catalogue(call: Call): Response {
  const modality = call.url.searchParams.get('modality');
  const models = [
    {
      id: 'kling-2.5-turbo-pro',
      label: 'Kling 2.5 Turbo Pro',
      modality: 'video',
      costMin: creditsBySeconds[5],
      costMax: creditsBySeconds[10],
      pricingMode: 'flat',
    },
  ];
  return Response.json({
    models: models.filter((model) => modality === null || model.modality === modality),
  });
}
