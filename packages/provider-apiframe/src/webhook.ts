import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookDelivery, WebhookHint } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { deliverySchema } from './wire.ts';

export interface WebhookVerifier {
  readonly provider: string;
  /** Every API key whose deliveries are accepted. */
  readonly keys: readonly string[];
}

/**
 * Verifies a delivery and reads which job it is about.
 *
 * Nothing in it tells a replay from the original, which is why it is only a hint to poll.
 *
 * @see https://docs-v2.apiframe.ai/docs/webhooks (checked 2026-11-21)
 */
export function toWebhookHint(
  { body, headers }: WebhookDelivery,
  { provider, keys }: WebhookVerifier,
): WebhookHint {
  const about = { operation: 'webhook', provider } as const;
  if (!isSigned(body, headers['x-webhook-signature'] ?? '', keys)) {
    const message = `${provider}: a webhook's X-Webhook-Signature matches none of our keys`;
    throw new VideoGatewayError({ ...about, code: 'authentication', message });
  }
  const delivery = deliverySchema.safeParse(new TextDecoder().decode(body));
  if (delivery.success) return { taskId: delivery.data.jobId };
  const message = `${provider} delivered a webhook that names no job`;
  throw new VideoGatewayError({ ...about, code: 'invalid-response', message });
}

function isSigned(body: Uint8Array, signature: string, keys: readonly string[]): boolean {
  const hex = /^(?:sha256=)?([0-9a-f]{64})$/i.exec(signature.trim())?.[1];
  if (hex === undefined) return false;
  const given = Buffer.from(hex, 'hex');
  // The vendor's own client signs with the 32 bytes of the digest; deliveries signed with its 64
  // hex characters were seen too. All are computed, so that time tells nothing of which one fits.
  const matches = keys.flatMap((key) => {
    const digest = createHash('sha256').update(key).digest();
    return [digest, digest.toString('hex')].map((secret) =>
      timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given),
    );
  });
  return matches.includes(true);
}
