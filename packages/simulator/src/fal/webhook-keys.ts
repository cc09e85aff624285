import { createHash, generateKeyPairSync, sign } from 'node:crypto';

/** The keys that webhooks are signed with. */
export interface WebhookKeys {
  /** What `/.well-known/jwks.json` answers. */
  readonly jwks: { readonly keys: readonly object[] };
  /** The four headers of one try at `at`, in milliseconds since the Unix epoch. */
  headers(delivery: SignedDelivery, at: number): Readonly<Record<string, string>>;
}

/** What a signature covers besides the time. */
export interface SignedDelivery {
  readonly requestId: string;
  readonly apiKey: string;
  readonly body: string;
}

/**
 * Creates {@link WebhookKeys}: two are published and the second signs, because a delivery does not
 * say which key it was signed with: a client must try them all.
 */
export function createWebhookKeys(): WebhookKeys {
  const retired = generateKeyPairSync('ed25519');
  const current = generateKeyPairSync('ed25519');
  const keys = [retired, current].map(({ publicKey }) => publicKey.export({ format: 'jwk' }));
  return {
    jwks: { keys },
    headers({ requestId, apiKey, body }, at) {
      // Stable for one key, and not the key.
      const userId = `user_${sha256(apiKey).slice(0, 24)}`;
      const timestamp = String(Math.floor(at / 1000));
      const message = [requestId, userId, timestamp, sha256(body)].join('\n');
      return {
        'x-fal-webhook-request-id': requestId,
        'x-fal-webhook-user-id': userId,
        'x-fal-webhook-timestamp': timestamp,
        'x-fal-webhook-signature': sign(null, Buffer.from(message), current.privateKey).toString(
          'hex',
        ),
      };
    },
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
