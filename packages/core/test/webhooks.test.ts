import type { WebhookDelivery } from '@vidgate/core';
import type { FakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };

async function setup(webhooks: 'unsigned' | 'signed' = 'unsigned') {
  const world = setupGateway((make) => [make({ id: 'only', traits: { webhooks } })], {
    webhooks: { baseUrl: 'https://me.example/hooks/' },
  });
  const [provider] = world.providers;
  if (provider === undefined) throw new Error('no provider');
  return { ...world, provider };
}

function callbackOf({ submits }: FakeProvider): string {
  return String(submits.at(-1)?.body['callbackUrl']);
}

function post(url: string, { body, headers }: WebhookDelivery): Request {
  return new Request(url, { method: 'POST', body: Uint8Array.from(body), headers: { ...headers } });
}

test('a report makes the poll immediate, and what it says is read again', async () => {
  const { gateway, clock, provider } = await setup();
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  const url = callbackOf(provider);
  expect(url).toMatch(/^https:\/\/me\.example\/hooks\/id-2\.\w{2,}$/);
  const taskId = provider.tasks[0]?.id ?? '';
  const early = await gateway.handleWebhook(post(url, provider.delivery(taskId)));
  expect(early.status).toBe(200);
  expect((await gateway.job(id)).state).toBe('running');
  provider.finish(taskId);
  await gateway.handleWebhook(post(url, provider.delivery(taskId)));
  expect((await gateway.job(id)).state).toBe('succeeded');
});

test('without a report the slow backstop finds the video', async () => {
  const { gateway, clock, provider } = await setup();
  const { id } = await gateway.submit(request);
  await clock.advance(59_000);
  expect(provider.polls).toBe(0);
  await clock.advance(62_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(provider.polls).toBeLessThanOrEqual(2);
});

test('a report settles a submit in doubt: the task is adopted, and one is charged', async () => {
  const { gateway, clock, provider } = await setup();
  provider.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  expect((await gateway.job(id)).state).toBe('submitting');
  const taskId = provider.tasks[0]?.id ?? '';
  provider.finish(taskId);
  const answer = await gateway.handleWebhook(post(callbackOf(provider), provider.delivery(taskId)));
  expect(answer.status).toBe(200);
  expect(await gateway.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
  expect(provider.charges).toBe(1);
});

test('a report before the answer of its own submit is adopted, and the answer changes nothing', async () => {
  const { gateway, clock, provider } = await setup();
  provider.onNextSubmit({ do: 'accept', afterMs: 20_000 });
  const { id } = await gateway.submit(request);
  await clock.advance(10_000);
  const taskId = provider.tasks[0]?.id ?? '';
  await gateway.handleWebhook(post(callbackOf(provider), provider.delivery(taskId)));
  expect((await gateway.job(id)).state).toBe('running');
  await clock.advance(120_000);
  expect(await gateway.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
  expect(provider.charges).toBe(1);
});

test('doubled, late and foreign reports change nothing', async () => {
  const { gateway, clock, provider } = await setup();
  const { id } = await gateway.submit(request);
  await clock.advance(200_000);
  const before = await gateway.job(id);
  const taskId = provider.tasks[0]?.id ?? '';
  const url = callbackOf(provider);
  await gateway.submit(request);
  await clock.advance(1_000);
  const foreign = provider.tasks[1]?.id ?? '';
  for (const task of [taskId, taskId, foreign]) {
    expect((await gateway.handleWebhook(post(url, provider.delivery(task)))).status).toBe(200);
  }
  expect(await gateway.job(id)).toEqual(before);
});

test('a report of a foreign task does not even make its job be looked at', async () => {
  const { gateway, clock, provider } = await setup();
  await gateway.submit(request);
  await clock.advance(1_000);
  const url = callbackOf(provider);
  const { status } = await gateway.handleWebhook(post(url, provider.delivery('foreign-task')));
  expect([status, provider.polls]).toEqual([200, 0]);
});

test('a report that names the task of another attempt settles nothing', async () => {
  const { gateway, clock, provider } = await setup();
  await gateway.submit(request);
  await clock.advance(1_000);
  const taken = provider.tasks[0]?.id ?? '';
  provider.onNextSubmit({ do: 'lose-request' });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  const answer = await gateway.handleWebhook(post(callbackOf(provider), provider.delivery(taken)));
  expect(answer.status).toBe(404);
  expect((await gateway.job(id)).state).toBe('submitting');
  await clock.advance(900_000);
  expect((await gateway.job(id)).state).toBe('held');
});

test('a report that comes after the job was held completes it', async () => {
  const { gateway, clock, provider } = await setup();
  provider.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000_000);
  expect((await gateway.job(id)).state).toBe('held');
  const delivery = provider.delivery(provider.tasks[0]?.id ?? '');
  await gateway.handleWebhook(post(callbackOf(provider), delivery));
  expect((await gateway.job(id)).state).toBe('succeeded');
});

test('what is not ours gets the same 404', async () => {
  const { gateway, clock, provider } = await setup();
  await gateway.submit(request);
  await clock.advance(1_000);
  const url = callbackOf(provider);
  const delivery = provider.delivery(provider.tasks[0]?.id ?? '');
  const strangers = [
    new Request(url, { method: 'GET' }),
    post(`${url}x`, delivery),
    post(`${url.slice(0, -1)}_`, delivery),
    post(url.replace('id-2.', 'id-9.'), delivery),
    post('https://me.example/hooks/', delivery),
    post('https://me.example/hooks/..%2f', delivery),
  ];
  for (const stranger of strangers) {
    expect((await gateway.handleWebhook(stranger)).status).toBe(404);
  }
});

test('a forged signature, a body without a task and an endless body are refused', async () => {
  const { gateway, clock, provider } = await setup('signed');
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  const url = callbackOf(provider);
  const delivery = provider.delivery(provider.tasks[0]?.id ?? '');
  const unsigned = post(url, { ...delivery, headers: {} });
  expect((await gateway.handleWebhook(unsigned)).status).toBe(401);
  const huge = new Request(url, { method: 'POST', body: 'x'.repeat(300_000) });
  expect((await gateway.handleWebhook(huge)).status).toBe(413);
  expect((await gateway.job(id)).state).toBe('running');
});

test('when the vendor cannot be asked just now, it is told to report again', async () => {
  const { gateway, clock, provider } = await setup();
  provider.onNextSubmit({ do: 'lose-answer' });
  await gateway.submit(request);
  await clock.advance(1_000);
  provider.onNextPoll({ do: 'throw', code: 'unavailable' });
  const delivery = provider.delivery(provider.tasks[0]?.id ?? '');
  expect((await gateway.handleWebhook(post(callbackOf(provider), delivery))).status).toBe(503);
  expect((await gateway.handleWebhook(post(callbackOf(provider), delivery))).status).toBe(200);
});
