import type { WebhookDelivery, WebhookHint } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { deliverySchema } from './wire.ts';

/**
 * Reads which task a delivery is about. APIXO signs nothing, so nothing else in it is believed.
 *
 * @see https://apixo.ai/docs/api-reference/webhooks (checked 2026-11-21)
 */
export function toWebhookHint({ body }: WebhookDelivery, provider: string): WebhookHint {
  const delivery = deliverySchema.safeParse(new TextDecoder().decode(body));
  if (delivery.success) return { taskId: delivery.data.data.taskId };
  throw new VideoGatewayError({
    code: 'invalid-response',
    operation: 'webhook',
    provider,
    message: `${provider} delivered a webhook that names no task`,
  });
}
