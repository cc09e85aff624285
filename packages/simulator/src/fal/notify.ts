import type { WebhookCourier } from '../kernel/deliver-webhook.ts';
import type { TaskRecord } from '../kernel/simulated-task.ts';
import type { Workbench } from '../kernel/workbench.ts';
import type { FalContext } from './context.ts';
import type { FalDetails } from './task-answer.ts';
import { toFailureBody, toResult } from './task-answer.ts';
import type { WebhookKeys } from './webhook-keys.ts';

/** How webhooks are sent. */
export interface NotifySettings {
  readonly workbench: Workbench;
  readonly courier: WebhookCourier;
  readonly keys: WebhookKeys;
  readonly detailShape: FalContext['detailShape'];
}

/**
 * Creates the listener that turns a request's end into a signed webhook.
 *
 * Each try is signed anew: one that comes an hour later would be too old otherwise. Nothing is said
 * of a request that was cancelled, for no page says that anything is.
 */
export function createNotifier(settings: NotifySettings): (task: TaskRecord<FalDetails>) => void {
  const { courier, keys } = settings;
  return (task) => {
    const { webhookUrl } = task.details;
    const end = endOf(task, settings);
    if (webhookUrl === undefined || end === undefined) return;
    const { requestId } = task.details;
    const body = JSON.stringify({ request_id: requestId, gateway_request_id: requestId, ...end });
    const delivery = { requestId: String(requestId), apiKey: task.apiKey, body };
    void courier.deliver(webhookUrl, body, (at) => keys.headers(delivery, at));
  };
}

function endOf(
  task: TaskRecord<FalDetails>,
  { workbench, detailShape }: NotifySettings,
): Record<string, unknown> | undefined {
  if (task.state === 'succeeded') {
    return { status: 'OK', payload: toResult(task, workbench), error: null };
  }
  if (task.state !== 'failed' || task.failure === undefined) return undefined;
  const payload = toFailureBody(task, task.failure, detailShape);
  return { status: 'ERROR', payload, error: task.failure.message };
}
