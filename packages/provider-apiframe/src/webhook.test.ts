import { createHash, createHmac } from 'node:crypto';
import { expect, test } from 'vitest';
import { toWebhookHint } from './webhook.ts';

const completed =
  '{"event":"completed","jobId":"job-1","status":"COMPLETED","progress":100,"result":{"videoUrl":"https://cdn2.apiframe.ai/a.mp4"},"model":"kling-2.5-turbo-pro","creditCost":4}';
const digest = (key: string) => createHash('sha256').update(key).digest();
const sign = (body: string, secret: Buffer | string) =>
  createHmac('sha256', secret).update(body).digest('hex');

function deliver(signature: string | undefined, body = completed) {
  const headers: Record<string, string> = { 'x-webhook-event': 'completed' };
  if (signature !== undefined) headers['x-webhook-signature'] = signature;
  const delivery = { body: new TextEncoder().encode(body), headers };
  return toWebhookHint(delivery, { provider: 'apiframe', keys: ['afk_new', 'afk_old'] });
}

test('a signature over fixed bytes is the one computed elsewhere', () => {
  // printf '{"jobId":"job-1"}' | openssl dgst -sha256 -mac HMAC -macopt hexkey:$(printf afk_new | sha256sum | cut -c-64)
  const signature = '6d7bcc9a61bb8bd0c7ba89967dcaac1a8d15b878631e648679cadf26802ed48c';
  expect(deliver(`sha256=${signature}`, '{"jobId":"job-1"}')).toEqual({ taskId: 'job-1' });
});

test.each([
  ['the digest of the key', `sha256=${sign(completed, digest('afk_new'))}`],
  ['the hex text of that digest', `sha256=${sign(completed, digest('afk_new').toString('hex'))}`],
  ['the digest of a rotated key', `sha256=${sign(completed, digest('afk_old'))}`],
  ['the hex text of a rotated key', `sha256=${sign(completed, digest('afk_old').toString('hex'))}`],
  ['upper case without a prefix', sign(completed, digest('afk_new')).toUpperCase()],
])('a delivery signed with %s is accepted', (_form, signature) => {
  expect(deliver(signature)).toEqual({ taskId: 'job-1' });
});

test.each([
  ['no signature', undefined],
  ['an empty one', ''],
  ['one that is no hex', 'sha256=zzzz'],
  ['a shortened one', `sha256=${sign(completed, digest('afk_new')).slice(0, 40)}`],
  ['one by another key', `sha256=${sign(completed, digest('afk_stolen'))}`],
  ['one by the key itself', `sha256=${sign(completed, 'afk_new')}`],
  ['one over other bytes', `sha256=${sign(`${completed} `, digest('afk_new'))}`],
])('a delivery with %s is refused', (_form, signature) => {
  expect(() => deliver(signature)).toThrow(
    expect.objectContaining({ code: 'authentication', operation: 'webhook' }),
  );
});

test.each(['{}', 'ping', '{"jobId":""}', '{"jobId":7}'])(
  'the signed delivery %j names no job',
  (body) => {
    expect(() => deliver(sign(body, digest('afk_new')), body)).toThrow(
      expect.objectContaining({ code: 'invalid-response' }),
    );
  },
);
