import type { WebhookDelivery } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { ProviderHarness } from './provider-harness.ts';
import type { Rig } from './rig.ts';
import { createRig, keys, required } from './rig.ts';

const callbackUrl = 'https://hooks.example.com/v1/an-unguessable-token';

/** Deliveries as the traits declare them: none, unsigned or signed. */
export function describeWebhooks(harness: ProviderHarness): void {
  const { webhooks } = createRig(harness).provider.traits;

  if (webhooks === 'none') {
    test('no webhooks: none is parsed, and a callback URL is not sent', () => {
      const { provider, prepare } = createRig(harness);
      expect(provider, 'contract: traits.webhooks is "none"').not.toHaveProperty('parseWebhook');
      expect(prepare({}, { callbackUrl })).toEqual(prepare());
    });
    return;
  }

  test('the vendor’s own delivery of the end names its task, and is only a hint', async () => {
    const rig = createRig(harness);
    const { delivery, taskId } = await receive(rig);
    const sent = rig.network.sent.length;
    expect(await parse(rig, delivery)).toEqual({ taskId });
    expect(rig.network.sent.length, 'contract: parsing a delivery sends nothing').toBe(sent);
  });

  test('a callback URL is sent only if it is given', () => {
    const { prepare } = createRig(harness);
    expect(JSON.stringify(prepare().body)).not.toContain('hooks.example.com');
    expect(JSON.stringify(prepare({}, { callbackUrl }).body)).toContain(callbackUrl);
  });

  const expected = webhooks === 'signed' ? 'authentication' : 'invalid-response';
  test.each(['', 'not JSON', 'null', '[]', '{}', '"task"', '{"data":null}', '{"jobId":7}'])(
    `the forged body %j is refused: ${expected}`,
    async (text) => {
      const rig = createRig(harness);
      const { delivery } = await receive(rig);
      const forged = { ...delivery, body: new TextEncoder().encode(text) };
      const error = await rig.failureOf(parse(rig, forged));
      expect(error).toMatchObject({ code: expected, operation: 'webhook' });
    },
  );

  if (webhooks === 'unsigned') {
    test('an unsigned delivery says no more than which task to look at', async () => {
      const rig = createRig(harness);
      const { delivery, taskId } = await receive(rig);
      const bare = { body: delivery.body, headers: {} };
      expect(await parse(rig, bare), 'contract: only ever a hint').toEqual({ taskId });
    });
    return;
  }

  test.each<[string, (delivery: WebhookDelivery) => WebhookDelivery]>([
    ['one space more', ({ body, headers }) => ({ headers, body: Uint8Array.of(...body, 0x20) })],
    ['no headers', ({ body }) => ({ headers: {}, body })],
    ['a signature of another length', (delivery) => mapHeaders(delivery, (value) => `${value}00`)],
    ['a signature with one digit changed', (delivery) => mapHeaders(delivery, changeLastDigit)],
    ['an empty signature', (delivery) => mapHeaders(delivery, () => '')],
  ])('a signed delivery with %s is refused', async (_title, forge) => {
    const rig = createRig(harness);
    const { delivery } = await receive(rig);
    const error = await rig.failureOf(parse(rig, forge(delivery)));
    expect(error).toMatchObject({ code: 'authentication', operation: 'webhook' });
  });

  test('a delivery to one account is not taken by another', async () => {
    const rig = createRig(harness);
    const { delivery } = await receive(rig);
    const second = rig.another({ id: 'second', apiKey: keys[1] });
    const error = await rig.failureOf(second.parseWebhook?.(delivery));
    expect(error).toMatchObject({ code: 'authentication', provider: 'second' });
  });
}

/** Runs a task to its end and takes the last delivery that the vendor makes of it. */
async function receive(rig: Rig): Promise<{ delivery: WebhookDelivery; taskId: string }> {
  const prepared = rig.prepare({}, { callbackUrl });
  const { task } = await rig.provider.submit(prepared, { clock: rig.clock });
  await rig.finishTasks();
  const { url, body, headers } = required(rig.outside.deliveries.at(-1), 'a delivery');
  expect(url).toBe(callbackUrl);
  return { delivery: { body, headers }, taskId: task.id };
}

function parse({ provider }: Rig, delivery: WebhookDelivery) {
  return required(provider.parseWebhook, 'parseWebhook')(delivery);
}

function mapHeaders(
  { body, headers }: WebhookDelivery,
  change: (value: string) => string,
): WebhookDelivery {
  const changed = Object.entries(headers).map(([name, value]) => [name, change(value)]);
  return { body, headers: Object.fromEntries(changed) };
}

function changeLastDigit(value: string): string {
  return `${value.slice(0, -1)}${value.endsWith('0') ? '1' : '0'}`;
}
