import type { KeyObject } from 'node:crypto';
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { WebhookDelivery, WebhookHint } from '@vidgate/core';
import { VideoGatewayError } from '@vidgate/core';
import { deliverySchema } from './wire.ts';

/** What deliveries are verified with. */
export interface FalWebhookSettings {
  /**
   * fal's public Ed25519 keys: the member `x` (base64url) of each key in its key set. They belong
   * to fal and not to your account.
   *
   * @see https://rest.fal.ai/.well-known/jwks.json (checked 2026-11-21)
   */
  readonly publicKeys: readonly string[];
  /**
   * Your id at fal, as deliveries carry it in `X-Fal-Webhook-User-Id`. fal signs for all accounts
   * with the same keys; with this, a delivery to another account is refused.
   *
   * @default deliveries to any account are taken, because an authenticated poll decides anyway
   */
  readonly userId?: string | undefined;
}

export interface WebhookVerifier {
  readonly provider: string;
  readonly keys: readonly KeyObject[];
  readonly userId: string | undefined;
}

/**
 * Reads the public keys of a setting.
 *
 * @throws {TypeError} where there is none, or one that is no Ed25519 key
 */
export function toWebhookVerifier(
  provider: string,
  { publicKeys, userId }: FalWebhookSettings,
): WebhookVerifier {
  if (publicKeys.length === 0) {
    throw new TypeError(`webhooks.publicKeys of ${provider}: got []; allowed: at least one key.`);
  }
  if (userId?.trim() === '') {
    throw new TypeError(`webhooks.userId of ${provider}: allowed: an id that is not blank.`);
  }
  return { provider, userId, keys: publicKeys.map((key) => toPublicKey(provider, key)) };
}

function toPublicKey(provider: string, x: string): KeyObject {
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  } catch {
    throw new TypeError(
      `webhooks.publicKeys of ${provider}: got "${x}"; allowed: 32 bytes in base64url, the member x of a key.`,
    );
  }
}

/**
 * Verifies a delivery and reads which task it is about.
 *
 * The age of a delivery is not looked at, because a replay is only one more hint to poll.
 *
 * @see https://rest.fal.ai/.well-known/jwks.json (checked 2026-11-21)
 */
export function toWebhookHint(
  { body, headers }: WebhookDelivery,
  { provider, keys, userId }: WebhookVerifier,
): WebhookHint {
  const about = { operation: 'webhook', provider } as const;
  const isOurs = userId === undefined || headers['x-fal-webhook-user-id'] === userId;
  if (!isOurs || !isSigned({ body, headers }, keys)) {
    const message = `${provider}: a webhook is not signed by fal${isOurs ? '' : ' for this account'}`;
    throw new VideoGatewayError({ ...about, code: 'authentication', message });
  }
  const delivery = deliverySchema.safeParse(new TextDecoder().decode(body));
  if (delivery.success) return { taskId: delivery.data.request_id };
  const message = `${provider} delivered a webhook that names no task`;
  throw new VideoGatewayError({ ...about, code: 'invalid-response', message });
}

function isSigned({ body, headers }: WebhookDelivery, keys: readonly KeyObject[]): boolean {
  const hex = headers['x-fal-webhook-signature'] ?? '';
  if (!/^[0-9a-f]{128}$/i.test(hex)) return false;
  const parts = ['request-id', 'user-id', 'timestamp'].map(
    (name) => headers[`x-fal-webhook-${name}`] ?? '',
  );
  const digest = createHash('sha256').update(body).digest('hex');
  const message = Buffer.from([...parts, digest].join('\n'));
  const signature = Buffer.from(hex, 'hex');
  return keys.some((key) => verify(null, message, key, signature));
}
