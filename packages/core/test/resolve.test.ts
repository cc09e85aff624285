import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };

/** A job that is held because its submit's answer was lost; with or without a task behind it. */
async function heldInDoubt(lose: 'lose-answer' | 'lose-request') {
  const world = setupGateway((make) => [
    make({ id: 'first', usd: { 5: 0.3 } }),
    make({ id: 'second', usd: { 5: 0.4 } }),
  ]);
  world.providers[0]?.onNextSubmit({ do: lose });
  const { id } = await world.gateway.submit(request);
  await world.clock.advance(1_000);
  expect((await world.gateway.job(id)).state).toBe('held');
  return { ...world, id, charges: () => world.providers.map(({ charges }) => charges) };
}

test('a person who found the task lets the job adopt it', async () => {
  const { gateway, clock, providers, id, charges } = await heldInDoubt('lose-answer');
  const taskId = providers[0]?.tasks[0]?.id ?? '';
  expect(await gateway.resolve(id, { action: 'adopt', taskId })).toMatchObject({
    state: 'running',
    attempts: [{ task: { id: taskId } }],
  });
  await clock.advance(60_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(charges()).toEqual([1, 0]);
});

test('a task that our key cannot read is not adopted', async () => {
  const { gateway, id } = await heldInDoubt('lose-answer');
  const adopting = gateway.resolve(id, { action: 'adopt', taskId: 'forged' });
  await expect(adopting).rejects.toMatchObject({ code: 'not-found' });
  expect((await gateway.job(id)).state).toBe('held');
});

test('a task of another attempt, or one older than the attempt, is not adopted', async () => {
  const { gateway, clock, providers, id } = await heldInDoubt('lose-answer');
  await clock.advance(60_000);
  const other = await gateway.submit(request, { routing: { only: ['first'] } });
  await clock.advance(1_000);
  const { attempts } = await gateway.job(other.id);
  const stolen = gateway.resolve(id, { action: 'adopt', taskId: attempts[0]?.task?.id ?? '' });
  await expect(stolen).rejects.toMatchObject({ code: 'ledger-conflict' });

  providers[0]?.onNextSubmit({ do: 'lose-request' });
  const late = await gateway.submit(request, { routing: { only: ['first'] } });
  await clock.advance(1_000);
  const old = providers[0]?.tasks[0]?.id ?? '';
  const adopting = gateway.resolve(late.id, { action: 'adopt', taskId: old });
  await expect(adopting).rejects.toMatchObject({ code: 'invalid-request' });
});

test('a person who found no task lets the job go on', async () => {
  const { gateway, clock, id, charges } = await heldInDoubt('lose-request');
  await gateway.resolve(id, { action: 'no-task' });
  await clock.advance(60_000);
  expect(await gateway.job(id)).toMatchObject({
    state: 'succeeded',
    attempts: [{ state: 'rejected' }, { provider: 'second' }],
  });
  expect(charges()).toEqual([0, 1]);
});

test('a person may pay again, elsewhere, and the cost shows both', async () => {
  const { gateway, clock, id, charges } = await heldInDoubt('lose-answer');
  await gateway.resolve(id, { action: 'resubmit' });
  await clock.advance(60_000);
  expect(await gateway.job(id)).toMatchObject({
    state: 'succeeded',
    attempts: [{ state: 'abandoned' }, { provider: 'second', state: 'succeeded' }],
    cost: { estimatedUsdMicros: 700_000 },
  });
  expect(charges()).toEqual([1, 1]);
});

test('a person may give up, and the error still says that it may be billed', async () => {
  const { gateway, id } = await heldInDoubt('lose-answer');
  expect(await gateway.resolve(id, { action: 'abandon' })).toMatchObject({
    state: 'failed',
    error: { code: 'outcome-unknown', charged: 'unknown' },
  });
});

test('a stalled job is followed again from now on', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'slow' })]);
  providers[0]?.onNextPoll({ do: 'never-finish' });
  const { id } = await gateway.submit(request);
  await clock.advance(3_700_000);
  expect((await gateway.job(id)).state).toBe('held');
  expect((await gateway.resolve(id, { action: 'keep-waiting' })).state).toBe('running');
  await clock.advance(1_800_000);
  expect((await gateway.job(id)).state).toBe('running');
  await clock.advance(1_900_000);
  expect((await gateway.job(id)).state).toBe('held');
});

test('a job that is not held, or whose attempt is not in doubt, says what is allowed', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({ id: 'slow' })]);
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  await expect(gateway.resolve(id, { action: 'no-task' })).rejects.toMatchObject({
    code: 'invalid-request',
    message: expect.stringContaining('is running'),
  });
  providers[0]?.onNextPoll({ do: 'never-finish' });
  await clock.advance(3_700_000);
  await expect(gateway.resolve(id, { action: 'no-task' })).rejects.toMatchObject({
    message: expect.stringContaining('Allowed: resubmit, abandon, keep-waiting'),
  });
});
