import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const hour = 3_600_000;

test('a vendor that always asks to wait does not keep a job waiting longer than it may', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })]);
  const limited = { do: 'reject', code: 'rate-limited' } as const;
  providers[0]?.onNextSubmit(...Array.from({ length: 1000 }, () => limited));
  const { id } = await gateway.submit(request, { routing: { maxWaitMs: 60_000 } });
  await clock.advance(hour / 6);
  const job = await gateway.job(id);
  expect(job).toMatchObject({ state: 'failed', error: { code: 'rate-limited' } });
  expect(job.attempts.length).toBeLessThan(10);
});

test('where fallbacks are not allowed a refused job is not sent to another provider', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  providers[0]?.onNextSubmit({ do: 'reject', code: 'insufficient-balance' });
  const { id } = await gateway.submit(request, { routing: { allowFallbacks: false } });
  await clock.advance(hour);
  expect(providers.map(({ submits }) => submits.length)).toEqual([1, 0]);
  expect(await gateway.job(id)).toMatchObject({
    state: 'failed',
    error: { code: 'insufficient-balance' },
  });
});

test('a poll that is told to wait for ten years does not lose the video', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'only' })]);
  providers[0]?.onNextPoll({ do: 'throw', code: 'rate-limited', retryAfterMs: 3650 * 24 * hour });
  const { id } = await gateway.submit(request);
  await clock.advance(3 * hour);
  expect((await gateway.job(id)).state).toBe('succeeded');
});

const batch = Array.from({ length: 500 }, () => request);

test('of a batch that meets a provider which has stopped answering few submits are in doubt', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'silent', usd: { 5: 0.3 }, traits: { limits: { concurrentTasks: 1_000 } } }),
    make({ id: 'other', usd: { 5: 0.4 }, balanceUsd: 1_000 }),
  ]);
  providers[0]?.onNextSubmit(...batch.map(() => ({ do: 'accept', afterMs: hour }) as const));
  const jobs = await Promise.all(batch.map((one) => gateway.submit(one)));
  await clock.advance(5 * 60_000);
  const states = await Promise.all(jobs.map(async ({ id }) => (await gateway.job(id)).state));
  expect(providers.map(({ submits }) => submits.length)).toEqual([20, 480]);
  expect(states.filter((state) => state === 'succeeded')).toHaveLength(480);
});

test('a batch is sent in a few seconds to a provider that answers within one', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'only', balanceUsd: 1_000 }),
  ]);
  providers[0]?.onNextSubmit(...batch.map(() => ({ do: 'accept', afterMs: 1_000 }) as const));
  await Promise.all(batch.map((one) => gateway.submit(one)));
  await clock.advance(6_000);
  expect(providers[0]?.submits).toHaveLength(500);
});

test('jobs that are not sent after all leave the way free', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [
    make({ id: 'only', balanceUsd: 1_000 }),
  ]);
  const [only] = providers;
  if (only === undefined) throw new Error('there is one');
  const { prepare } = only;
  // Each fails in this process, before anything leaves it.
  Object.assign(only, {
    prepare: () => {
      throw new TypeError('a bug of an adapter');
    },
  });
  await Promise.all(batch.slice(0, 5).map((one) => gateway.submit(one)));
  await clock.advance(1_000);
  Object.assign(only, { prepare });
  only.onNextSubmit(...batch.map(() => ({ do: 'accept', afterMs: hour }) as const));
  await Promise.all(batch.slice(0, 30).map((one) => gateway.submit(one)));
  await clock.advance(1_000);
  expect(only.submits).toHaveLength(20);
});
