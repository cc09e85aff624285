import { createHmac } from 'node:crypto';
import type { ProviderTraits, WebhookDelivery, WebhookHint } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';

const signatureHeader = 'x-fake-signature';

/** A delivery as a fake vendor makes it: `{ "taskId": … }`, signed with its id where it signs. */
export function toFakeDelivery(
  provider: { readonly id: string; readonly traits: ProviderTraits },
  taskId: string,
): WebhookDelivery {
  const body = new TextEncoder().encode(JSON.stringify({ taskId }));
  const headers =
    provider.traits.webhooks === 'signed' ? { [signatureHeader]: sign(provider.id, body) } : {};
  return { body, headers };
}

export async function parseFakeDelivery(
  provider: { readonly id: string; readonly traits: ProviderTraits },
  delivery: WebhookDelivery,
): Promise<WebhookHint> {
  const { id, traits } = provider;
  const signed = delivery.headers[signatureHeader] === sign(id, delivery.body);
  if (traits.webhooks === 'signed' && !signed) {
    throw new VideoGatewayError({
      code: 'authentication',
      provider: id,
      operation: 'webhook',
      message: `${id}: the delivery's signature is wrong`,
    });
  }
  const taskId = readTaskId(delivery.body);
  if (taskId !== undefined) return { taskId };
  throw new VideoGatewayError({
    code: 'invalid-response',
    provider: id,
    operation: 'webhook',
    message: `${id}: the delivery names no task`,
  });
}

function sign(id: string, body: Uint8Array): string {
  return createHmac('sha256', id).update(body).digest('hex');
}

function readTaskId(body: Uint8Array): string | undefined {
  try {
    const parsed: unknown = JSON.parse(new TextDecoder().decode(body));
    if (typeof parsed !== 'object' || parsed === null || !('taskId' in parsed)) return undefined;
    return typeof parsed.taskId === 'string' ? parsed.taskId : undefined;
  } catch {
    return undefined;
  }
}
