import { createHash, createHmac } from 'node:crypto';
import type { WebhookCourier } from '../kernel/deliver-webhook.ts';
import type { TaskRecord } from '../kernel/simulated-task.ts';
import type { WebhookEvent } from './submit-schema.ts';
import type { AnswerContext, ApiframeDetails } from './task-answer.ts';
import { toWebhookBody } from './task-answer.ts';

/** How webhooks are sent. */
export interface NotifySettings {
  readonly courier: WebhookCourier;
  /** The HMAC key: the 32 bytes of SHA-256(API key), or their 64 hex characters. */
  readonly keyForm: 'raw' | 'hex';
  readonly duplicates: boolean;
  /** Progress is sent after the end. */
  readonly shuffles: boolean;
  readonly answerContext: () => AnswerContext;
}

/** Creates the listener that turns a job's changes into signed webhooks. */
export function createNotifier(
  settings: NotifySettings,
): (task: TaskRecord<ApiframeDetails>) => void {
  const heldBack = new Map<string, () => Promise<boolean>>();
  return (task) => {
    const event = eventOf(task);
    const { webhook } = task.details;
    if (event === undefined || webhook === undefined) return;
    // The body is of now, even if it is sent later.
    const body = JSON.stringify(toWebhookBody(task, event, settings.answerContext()));
    const isWanted = webhook.events.includes(event);
    const send = () => deliver(webhook.url, body, event, task.apiKey, settings);
    if (event === 'progress') {
      if (!isWanted) return;
      if (settings.shuffles) heldBack.set(task.id, send);
      else void send();
      return;
    }
    void (async () => {
      if (isWanted) task.details.webhookStatus = (await send()) ? 'delivered' : 'failed';
      await heldBack.get(task.id)?.();
      heldBack.delete(task.id);
    })();
  };
}

function eventOf(task: TaskRecord<ApiframeDetails>): WebhookEvent | undefined {
  switch (task.state) {
    case 'running':
      return 'progress';
    case 'succeeded':
      return 'completed';
    case 'failed':
      return 'failed';
    default:
      return undefined;
  }
}

async function deliver(
  url: string,
  body: string,
  event: WebhookEvent,
  apiKey: string,
  { courier, keyForm, duplicates }: NotifySettings,
): Promise<boolean> {
  const digest = createHash('sha256').update(apiKey).digest();
  const secret = keyForm === 'raw' ? digest : digest.toString('hex');
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  const headers = { 'x-webhook-signature': `sha256=${signature}`, 'x-webhook-event': event };
  const sends = Array.from({ length: duplicates ? 2 : 1 }, () =>
    courier.deliver(url, body, headers),
  );
  return (await Promise.all(sends)).includes(true);
}
