import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { expect, test } from 'vitest';
import { toWebhookHint, toWebhookVerifier } from './webhook.ts';

const ended =
  '{"request_id":"r-1","gateway_request_id":"r-0","status":"OK","error":null,"payload":{"video":{"url":"https://v3.fal.media/a.mp4"}}}';
const [ours, rotated, foreign] = [1, 2, 3].map(() => generateKeyPairSync('ed25519'));
if (ours === undefined || rotated === undefined || foreign === undefined) throw new Error('keys');
const publicKeys = [rotated, ours].map(
  ({ publicKey }) => publicKey.export({ format: 'jwk' }).x ?? '',
);

const headers = {
  'x-fal-webhook-request-id': 'r-1',
  'x-fal-webhook-user-id': 'user-1',
  'x-fal-webhook-timestamp': '1795219200',
};

function sealed(body: string, by = ours) {
  const digest = createHash('sha256').update(body).digest('hex');
  const message = Buffer.from([...Object.values(headers), digest].join('\n'));
  if (by === undefined) throw new Error('no key');
  const signature = sign(null, message, by.privateKey).toString('hex');
  return { ...headers, 'x-fal-webhook-signature': signature };
}

function deliver(sent: Record<string, string>, body = ended, userId?: string) {
  const verifier = toWebhookVerifier('fal', { publicKeys, userId });
  return toWebhookHint({ body: new TextEncoder().encode(body), headers: sent }, verifier);
}

test('a signature by the test key of RFC 8032 over the documented message is accepted', () => {
  // Made elsewhere, from the seed 9d61…7f60: printf 'r-1\nuser-1\n1795219200\n%s' "$(printf
  // '{"request_id":"r-1"}' | sha256sum | cut -c-64)" > m; openssl pkeyutl -sign -rawin -in m
  const signature =
    '49a9f72874abad2f9e25bd0c94931fba37b47b31e1315ff23c2b3a1bea46fd98e0842959f894c2e920deb75855df6b6c89fcbbac386471e3b17ae0aacfd41f06';
  const verifier = toWebhookVerifier('fal', {
    publicKeys: ['11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'],
  });
  const body = new TextEncoder().encode('{"request_id":"r-1"}');
  const signed = { ...headers, 'x-fal-webhook-signature': signature };
  expect(toWebhookHint({ body, headers: signed }, verifier)).toEqual({ taskId: 'r-1' });
});

test.each([
  ['one of the keys', sealed(ended)],
  ['the key of a rotation', sealed(ended, rotated)],
])('a delivery signed with %s names its task', (_title, sent) => {
  expect(deliver(sent)).toEqual({ taskId: 'r-1' });
});

const signature = sealed(ended)['x-fal-webhook-signature'];

test.each<[string, Record<string, string>]>([
  ['no headers', {}],
  ['no signature', headers],
  ['an empty one', { ...headers, 'x-fal-webhook-signature': '' }],
  ['one that is no hex', { ...headers, 'x-fal-webhook-signature': 'z'.repeat(128) }],
  ['a shortened one', { ...headers, 'x-fal-webhook-signature': signature.slice(0, 126) }],
  ['a longer one', { ...headers, 'x-fal-webhook-signature': `${signature}00` }],
  ['one by another key', sealed(ended, foreign)],
  ['one over another body', sealed(`${ended} `)],
  ['another request id', { ...sealed(ended), 'x-fal-webhook-request-id': 'r-2' }],
  ['another account', { ...sealed(ended), 'x-fal-webhook-user-id': 'user-2' }],
  ['another time', { ...sealed(ended), 'x-fal-webhook-timestamp': '1795219201' }],
])('a delivery with %s is refused', (_title, sent) => {
  expect(() => deliver(sent)).toThrow(
    expect.objectContaining({ code: 'authentication', operation: 'webhook', provider: 'fal' }),
  );
});

test('a delivery to another account is refused where the account is known', () => {
  expect(deliver(sealed(ended), ended, 'user-1')).toEqual({ taskId: 'r-1' });
  expect(() => deliver(sealed(ended), ended, 'user-2')).toThrow(
    expect.objectContaining({ code: 'authentication' }),
  );
});

test.each(['', 'ping', '{}', 'null', '{"request_id":""}', '{"request_id":7.5}'])(
  'the signed delivery %j names no task',
  (body) => {
    expect(() => deliver(sealed(body), body)).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
  },
);

test.each([
  [{ publicKeys: [] }, 'webhooks.publicKeys of fal: got []; allowed: at least one key.'],
  [{ publicKeys: ['short'] }, 'webhooks.publicKeys of fal: got "short"; allowed: 32 bytes'],
  [{ publicKeys, userId: ' ' }, 'webhooks.userId of fal: allowed: an id that is not blank.'],
])('the settings %j are a TypeError', (settings, message) => {
  expect(() => toWebhookVerifier('fal', settings)).toThrow(TypeError);
  expect(() => toWebhookVerifier('fal', settings)).toThrow(message);
});
