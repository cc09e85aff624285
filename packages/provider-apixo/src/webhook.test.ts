import { expect, test } from 'vitest';
import { toWebhookHint } from './webhook.ts';

const deliver = (body: string) =>
  toWebhookHint({ body: new TextEncoder().encode(body), headers: {} }, 'apixo');

test('a delivery names its task', () => {
  const body = `{"code":200,"message":"success","data":{"taskId":"task_12345678","state":"success",
    "resultJson":"{\\"resultUrls\\":[\\"https://file.apixo.ai/xxx.mp4\\"]}"}}`;
  expect(deliver(body)).toEqual({ taskId: 'task_12345678' });
});

test.each(['', 'ping', '{}', '{"code":200,"data":{}}', '{"data":{"taskId":""}}', '{"taskId":"t"}'])(
  'the delivery %j names no task',
  (body) => {
    expect(() => deliver(body)).toThrow(
      expect.objectContaining({ code: 'invalid-response', operation: 'webhook' }),
    );
  },
);
