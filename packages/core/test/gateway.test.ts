import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };

test('a job is submitted to the cheapest provider and ends with its video', async () => {
  const { gateway, clock, providers, heard } = setupGateway((make) => [
    make({ id: 'dear', usd: { 5: 0.6 } }),
    make({ id: 'cheap', usd: { 5: 0.3 } }),
  ]);
  const { id, state } = await gateway.submit(request);
  expect(state).toBe('queued');
  await clock.advance(60_000);
  const job = await gateway.job(id);
  expect(job).toMatchObject({
    state: 'succeeded',
    asset: { url: expect.stringMatching(/^https:\/\/cheap\.invalid\/.*\.mp4$/) },
    cost: { estimatedUsdMicros: 300_000, chargedUsdMicros: 300_000 },
  });
  expect(providers.map(({ charges }) => charges)).toEqual([0, 1]);
  expect(heard()).toEqual([
    'job-created',
    'plan-made',
    'attempt-intended',
    'attempt-accepted',
    'attempt-succeeded',
    'job-succeeded',
  ]);
});

test('a rejected submit fails over at once, and the job says why', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'reject', code: 'insufficient-balance' });
  const { id } = await gateway.submit(request);
  await clock.advance(60_000);
  const job = await gateway.job(id);
  expect(job.state).toBe('succeeded');
  expect(job.attempts.map(({ provider, state, error }) => [provider, state, error?.code])).toEqual([
    ['first', 'rejected', 'insufficient-balance'],
    ['second', 'succeeded', undefined],
  ]);
  expect(job.cost).toEqual({ estimatedUsdMicros: 400_000, chargedUsdMicros: 400_000 });
});

test('a submit in doubt never leads to a second one: the job is held', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(3_600_000);
  const job = await gateway.job(id);
  expect(job).toMatchObject({
    state: 'held',
    heldReason: 'outcome-unknown',
    error: { code: 'outcome-unknown', outcome: 'unknown' },
  });
  expect(job.cost).toEqual({ estimatedUsdMicros: 300_000 });
  expect(providers.map(({ submits }) => submits.length)).toEqual([1, 0]);
});

test('a submit in doubt is replayed where that is free, with the same key and body', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', traits: { idempotentSubmit: { windowMs: 86_400_000 } } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(120_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  const [original, replay, ...more] = providers[0]?.submits ?? [];
  expect(replay).toEqual(original);
  expect(more).toEqual([]);
  expect(providers[0]?.charges).toBe(1);
});

test('a refused replay does not settle a submit in doubt', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 }, traits: { idempotentSubmit: { windowMs: 86_400_000 } } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  providers[0]?.onNextSubmit(
    { do: 'lose-answer' },
    { do: 'reject', code: 'rate-limited' },
    { do: 'reject', code: 'invalid-request' },
  );
  const { id } = await gateway.submit(request);
  await clock.advance(180_000);
  expect((await gateway.job(id)).attempts).toMatchObject([
    { provider: 'first', state: 'succeeded' },
  ]);
  expect(providers.map(({ charges }) => charges)).toEqual([1, 0]);
});

test('a submit in doubt is looked up where the vendor can tell', async () => {
  const { gateway, clock, providers, heard } = setupGateway((make) => [
    make({ id: 'first', findable: { lagMs: 40_000 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(180_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(heard()).toContain('attempt-unknown');
  expect(providers[0]?.charges).toBe(1);
});

test('a conclusive look-up makes way for another provider', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 }, findable: true }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'lose-request' });
  const { id } = await gateway.submit(request);
  await clock.advance(180_000);
  const job = await gateway.job(id);
  expect(job.state).toBe('succeeded');
  expect(job.attempts.map(({ state }) => state)).toEqual(['rejected', 'succeeded']);
  expect(providers.map(({ charges }) => charges)).toEqual([0, 1]);
});

test('a failed task fails over; a failed poll never does', async () => {
  const { gateway, clock, providers, heard } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  providers[0]?.onNextPoll(
    { do: 'throw', code: 'unavailable' },
    { do: 'throw', code: 'rate-limited', retryAfterMs: 30_000 },
    { do: 'unrecognized', vendorState: 'polishing' },
    { do: 'fail', code: 'generation-failed', message: 'No available capacity' },
  );
  const { id } = await gateway.submit(request);
  await clock.advance(300_000);
  const job = await gateway.job(id);
  expect(job.state).toBe('succeeded');
  expect(job.attempts.map(({ provider, state }) => [provider, state])).toEqual([
    ['first', 'failed'],
    ['second', 'succeeded'],
  ]);
  expect(heard().filter((type) => type === 'step-failed')).toHaveLength(2);
});

test.each([
  ['stop', 'failed', 0],
  ['try-others', 'succeeded', 1],
] as const)(
  'a content rejection follows the policy %s',
  async (onContentRejected, state, charges) => {
    const { gateway, clock, providers } = setupGateway(
      (make) => [make({ id: 'first', usd: { 5: 0.3 } }), make({ id: 'second', usd: { 5: 0.4 } })],
      { onContentRejected },
    );
    providers[0]?.onNextSubmit({ do: 'reject', code: 'content-rejected' });
    const { id } = await gateway.submit(request);
    await clock.advance(60_000);
    expect((await gateway.job(id)).state).toBe(state);
    expect(providers[1]?.charges).toBe(charges);
  },
);

test('an invalid request is tried at one other provider, and then no more', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
    make({ id: 'third', usd: { 5: 0.5 } }),
  ]);
  for (const provider of providers) {
    provider.onNextSubmit({ do: 'reject', code: 'invalid-request' });
  }
  const { id } = await gateway.submit(request);
  await clock.advance(60_000);
  expect(await gateway.job(id)).toMatchObject({
    state: 'failed',
    error: { code: 'invalid-request', charged: 'no' },
    cost: { chargedUsdMicros: 0 },
  });
  expect(providers.map(({ submits }) => submits.length)).toEqual([1, 1, 0]);
});

test('a reshaped request goes to the same provider once more, under a new key', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'cheap', usd: { 5: 0.1 } }),
    make({ id: 'first', usd: { 5: 0.3 } }),
  ]);
  providers[1]?.onNextSubmit({ do: 'reject', code: 'invalid-request', reshaped: true });
  const { id } = await gateway.submit(request, { routing: { order: ['first'] } });
  await clock.advance(60_000);
  const job = await gateway.job(id);
  expect(job.state).toBe('succeeded');
  expect(job.attempts.map(({ provider }) => provider)).toEqual(['first', 'first']);
  const keys = providers[1]?.submits.map(({ headers }) => headers['idempotency-key']);
  expect(new Set(keys).size).toBe(2);
});

test('a lone provider that asks to wait is waited for', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })]);
  providers[0]?.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 45_000 });
  const { id } = await gateway.submit(request);
  await clock.advance(44_000);
  expect((await gateway.job(id)).state).toBe('queued');
  await clock.advance(60_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(providers[0]?.submits).toHaveLength(2);
});

test('a job that nobody can take any more fails with the last reason', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })]);
  providers[0]?.onNextSubmit({ do: 'reject', code: 'authentication' });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  expect(await gateway.job(id)).toMatchObject({
    state: 'failed',
    error: { code: 'authentication', message: expect.stringContaining('No other provider') },
  });
});

test('a task that does not finish is held, still looked at, and completed when it does', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'slow' })]);
  providers[0]?.onNextPoll({ do: 'never-finish' });
  const { id } = await gateway.submit(request);
  await clock.advance(3_700_000);
  const held = await gateway.job(id);
  expect(held).toMatchObject({ state: 'held', heldReason: 'stalled' });
  providers[0]?.finish(held.attempts[0]?.task?.id ?? '');
  await clock.advance(600_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
});

test('an aborted generate leaves the job running and names it', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({})]);
  const controller = new AbortController();
  const generating = gateway.generate(request, { signal: controller.signal });
  await clock.advance(1_000);
  controller.abort();
  const error = await generating.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code: 'aborted', jobId: expect.any(String) });
  await clock.advance(60_000);
  const { jobs } = await gateway.jobs();
  expect(jobs.map(({ state }) => state)).toEqual(['succeeded']);
  expect(providers[0]?.charges).toBe(1);
});

test('a signal that is already aborted spends and records nothing', async () => {
  const { gateway } = setupGateway((make) => [make({})]);
  const generating = gateway.generate(request, { signal: AbortSignal.abort() });
  await expect(generating).rejects.toMatchObject({ code: 'aborted', charged: 'no' });
  expect(await gateway.jobs()).toEqual({ jobs: [] });
});

test('cancel before a submit ends the job; cancel after it follows the task to its video', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })]);
  providers[0]?.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 60_000 });
  const waiting = await gateway.submit(request);
  await clock.advance(1_000);
  expect(await gateway.cancel(waiting.id)).toMatchObject({
    result: 'canceled',
    mayBill: false,
    job: { state: 'canceled' },
  });
  await clock.advance(120_000);
  const running = await gateway.submit(request);
  await clock.advance(1_000);
  expect(await gateway.cancel(running.id)).toMatchObject({ result: 'following', mayBill: true });
  await clock.advance(60_000);
  const job = await gateway.job(running.id);
  expect(job).toMatchObject({ state: 'canceled', asset: { url: expect.any(String) } });
  expect(await gateway.cancel(running.id)).toMatchObject({ result: 'final', mayBill: true });
  expect(providers[0]?.charges).toBe(1);
});

test('an idempotency key returns the first job, and refuses another request', async () => {
  const { gateway } = setupGateway((make) => [make({})]);
  const [one, two] = await Promise.all([
    gateway.submit(request, { idempotencyKey: 'order-7' }),
    gateway.submit({ ...request }, { idempotencyKey: 'order-7' }),
  ]);
  expect(two.id).toBe(one.id);
  const other = gateway.submit({ prompt: 'noon' }, { idempotencyKey: 'order-7' });
  await expect(other).rejects.toMatchObject({ code: 'idempotency-conflict', jobId: one.id });
});

test('a request that can never run is refused before anything is recorded', async () => {
  const { gateway } = setupGateway((make) => [make({ id: 'only', usd: { 5: 0.3, 10: 0.6 } })]);
  await expect(gateway.submit({ ...request, duration: 7 })).rejects.toMatchObject({
    code: 'no-provider',
    message: expect.stringContaining('only offers 5 or 10 s, not 7 s'),
  });
  await expect(gateway.submit(request, { routing: { maxUsd: 0.2 } })).rejects.toMatchObject({
    code: 'budget-exceeded',
  });
  await expect(gateway.submit(request, { routing: { only: ['nobody'] } })).rejects.toMatchObject({
    code: 'invalid-request',
    message: 'routing.only: no provider "nobody"; configured: only',
  });
  expect(await gateway.jobs()).toEqual({ jobs: [] });
});

test('watch yields everything that happens until the job is over', async () => {
  const { gateway, clock } = setupGateway((make) => [make({})]);
  const { id } = await gateway.submit(request);
  const types: string[] = [];
  const watching = (async () => {
    for await (const { event } of gateway.watch(id)) types.push(event.type);
  })();
  await clock.advance(60_000);
  await watching;
  expect(types.at(-1)).toBe('job-succeeded');
  expect(types).toContain('attempt-accepted');
});

test('close waits for a submit in flight and records its answer', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({})]);
  providers[0]?.onNextSubmit({ do: 'accept', afterMs: 20_000 });
  const { id } = await gateway.submit(request);
  await clock.advance(100);
  const closing = gateway.close();
  await clock.advance(20_000);
  await closing;
  expect(await gateway.job(id)).toMatchObject({ state: 'running' });
});

test('with drive off nothing happens until somebody calls advance', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({})], { drive: false });
  const { id } = await gateway.submit(request);
  await clock.advance(60_000);
  expect(providers[0]?.submits).toEqual([]);
  let result = await gateway.advance(id);
  while (result.callAgainAt !== undefined) {
    await clock.advance(Math.max(0, result.callAgainAt - clock.now()));
    result = await gateway.advance(id);
  }
  expect(result.job.state).toBe('succeeded');
  await expect(gateway.advance('nothing')).rejects.toMatchObject({ code: 'unknown-job' });
});

test('no more tasks run at a provider than its account may have', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'narrow', traits: { limits: { concurrentTasks: 2 } } }),
  ]);
  const jobs = await Promise.all([1, 2, 3].map(() => gateway.submit(request)));
  await clock.advance(10_000);
  expect(providers[0]?.submits).toHaveLength(2);
  await clock.advance(120_000);
  for (const { id } of jobs) expect((await gateway.job(id)).state).toBe('succeeded');
});
