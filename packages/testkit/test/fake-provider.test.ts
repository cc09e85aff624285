import type { StagedRequest } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { FakeProviderSettings, FakeSubmit } from '../src/index.ts';
import { createTestClock, fakeProvider } from '../src/index.ts';

const request: StagedRequest = {
  prompt: 'dawn',
  model: 'kling-2.5-turbo-pro',
  duration: 5,
  aspectRatio: '16:9',
  metadata: { team: 'red' },
  providerOptions: {},
};

function setup(settings: FakeProviderSettings = {}) {
  const clock = createTestClock();
  const provider = fakeProvider({ clock, ...settings });
  const submit = (attemptId = 'attempt-1', signal?: AbortSignal) =>
    provider.submit(provider.prepare(request, { attemptId }), { signal });
  return { clock, provider, submit };
}

test('an accepted task runs for its time, succeeds and costs its price', async () => {
  const { clock, provider, submit } = setup();
  const { task, cost } = await submit();
  expect(cost).toEqual({ usdMicros: 300_000 });
  await clock.advance(15_000);
  expect(await provider.poll(task)).toMatchObject({ state: 'running', progress: 0.5 });
  await clock.advance(15_000);
  expect(await provider.poll(task)).toMatchObject({
    state: 'succeeded',
    assets: [{ url: `https://fake.invalid/${task.id}.mp4` }],
  });
  expect(provider).toMatchObject({ polls: 2, charges: 1, balanceUsd: 99.7 });
});

test.each<[FakeSubmit, object, number]>([
  [
    { do: 'reject', code: 'rate-limited', retryAfterMs: 5 },
    { outcome: 'rejected', retryAfterMs: 5 },
    0,
  ],
  [
    { do: 'reject', code: 'invalid-request', reshaped: true },
    { outcome: 'rejected', charged: 'no', reshaped: true },
    0,
  ],
  [{ do: 'lose-answer' }, { code: 'timeout', outcome: 'unknown', charged: 'unknown' }, 1],
  [{ do: 'lose-request' }, { code: 'network', outcome: 'unknown', charged: 'unknown' }, 0],
])(
  'a submit that is told to %o throws %o and leaves %i charges',
  async (behaviour, error, charges) => {
    const { provider, submit } = setup();
    provider.onNextSubmit(behaviour);
    await expect(submit()).rejects.toMatchObject({
      provider: 'fake',
      operation: 'submit',
      ...error,
    });
    expect(provider.charges).toBe(charges);
    expect(provider.submits).toHaveLength(1);
    await submit('attempt-2');
    expect(provider.charges).toBe(charges + 1);
  },
);

test('a hanging submit ends with the signal, its outcome unknown', async () => {
  const { provider, submit } = setup();
  provider.onNextSubmit({ do: 'hang' });
  const controller = new AbortController();
  const answer = submit('attempt-1', controller.signal);
  controller.abort();
  await expect(answer).rejects.toMatchObject({ code: 'aborted', outcome: 'unknown' });
});

test('a late answer comes by the clock', async () => {
  const { clock, provider, submit } = setup();
  provider.onNextSubmit({ do: 'accept', afterMs: 90_000 });
  const answer = submit();
  await clock.advance(89_999);
  expect(clock.pending).toBe(1);
  await clock.advance(1);
  expect((await answer).task.id).toBe('fake-task-1');
});

test.each([
  [{ windowMs: 60_000 }, 1],
  [false as const, 2],
])(
  'with idempotentSubmit %o the same submit twice makes %i tasks',
  async (idempotentSubmit, tasks) => {
    const { provider, submit } = setup({ traits: { idempotentSubmit } });
    await submit();
    await submit();
    expect(provider).toMatchObject({ charges: tasks });
    expect(provider.submits).toHaveLength(2);
  },
);

test.each([
  ['no', 0],
  ['yes', 1],
  ['unknown', 1],
] as const)('a failed task whose charge is "%s" leaves %i charges', async (charged, charges) => {
  const { provider, submit } = setup();
  const { task } = await submit();
  provider.onNextPoll({ do: 'fail', code: 'content-rejected', charged });
  const failed = { state: 'failed', error: { code: 'content-rejected', charged } };
  expect(await provider.poll(task)).toMatchObject(failed);
  expect(await provider.poll(task)).toMatchObject(failed);
  expect(provider.charges).toBe(charges);
});

test('what happens to one poll is over with the next', async () => {
  const { provider, submit } = setup({ runMs: 0 });
  const { task } = await submit();
  provider.onNextPoll({ do: 'unrecognized' }, { do: 'throw', code: 'unavailable' });
  expect(await provider.poll(task)).toMatchObject({ state: 'unrecognized' });
  await expect(provider.poll(task)).rejects.toMatchObject({ code: 'unavailable' });
  expect(await provider.poll(task)).toMatchObject({ state: 'succeeded' });
});

test('a task that never finishes can be finished by hand', async () => {
  const { clock, provider, submit } = setup();
  const { task } = await submit();
  provider.onNextPoll({ do: 'never-finish' });
  expect(await provider.poll(task)).toMatchObject({ state: 'running' });
  await clock.advance(1e9);
  expect(await provider.poll(task)).toMatchObject({ state: 'running' });
  provider.finish(task.id);
  expect(await provider.poll(task)).toMatchObject({ state: 'succeeded' });
});

test('a canceled task stays canceled, and one that is unknown is not found', async () => {
  const { provider, submit } = setup();
  const { task } = await submit();
  provider.onNextPoll({ do: 'cancel' });
  await provider.poll(task);
  expect(await provider.poll(task)).toMatchObject({ state: 'canceled' });
  await expect(provider.poll({ ...task, id: 'other' })).rejects.toMatchObject({
    code: 'not-found',
  });
});

test('a lost task is found when the lag is over, and its absence is sure from then on', async () => {
  const { clock, provider, submit } = setup({ findable: { lagMs: 1_000 } });
  const query = { model: request.model, submittedAt: clock.now() };
  provider.onNextSubmit({ do: 'lose-answer' });
  await submit().catch(() => {});
  const find = (attemptId: string) => provider.findTask?.({ ...query, attemptId });
  expect(await find('attempt-1')).toEqual({ absent: 'so-far' });
  await clock.advance(1_000);
  expect(await find('attempt-1')).toMatchObject({ task: { id: 'fake-task-1' } });
  expect(await find('attempt-2')).toEqual({ absent: 'surely' });
});

test('a submit that the balance does not cover is refused', async () => {
  const { provider, submit } = setup({ balanceUsd: 0.2 });
  await expect(submit()).rejects.toMatchObject({
    code: 'insufficient-balance',
    outcome: 'rejected',
  });
  provider.balanceUsd = 0.3;
  await submit();
  expect(await provider.account?.balance?.()).toEqual({ usdMicros: 0 });
});

test('a signed delivery is told from a forged one', async () => {
  const { provider, submit } = setup({ traits: { webhooks: 'signed' } });
  const { task } = await submit();
  const delivery = provider.delivery(task.id);
  expect(await provider.parseWebhook?.(delivery)).toEqual({ taskId: task.id });
  await expect(provider.parseWebhook?.({ ...delivery, headers: {} })).rejects.toMatchObject({
    code: 'authentication',
  });
});

test('what is not switched on is not there', () => {
  const { provider } = setup();
  expect(provider).not.toHaveProperty('findTask');
  expect(provider).not.toHaveProperty('parseWebhook');
  expect(provider).not.toHaveProperty('upload');
});

test('an offer without prices still has its durations', () => {
  const { provider } = setup({ usd: {}, capabilities: { endFrame: false } });
  expect(provider.offers).toMatchObject([
    { prices: [], capabilities: { durations: [5, 10], endFrame: false, startFrame: true } },
  ]);
});
