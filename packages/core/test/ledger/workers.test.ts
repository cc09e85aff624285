import { expect, test } from 'vitest';
import { request, setupWorkers, turns } from './setup-workers.ts';

test('two workers that advance one queued job at once submit it once', async () => {
  const { start, provider, drive } = await setupWorkers();
  const [first, second] = [start(), start()];
  const { id } = await first.submit(request);
  await Promise.all([first.advance(id), second.advance(id)]);
  expect(provider.submits).toHaveLength(1);
  const job = await drive(id, first, second);
  expect(job).toMatchObject({ state: 'succeeded', attempts: [{ state: 'succeeded' }] });
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

test('of five workers and many jobs every job is submitted once', async () => {
  const { start, provider, drive } = await setupWorkers();
  const gateways = Array.from({ length: 5 }, () => start());
  const jobs = await Promise.all(
    Array.from({ length: 10 }, (_, n) => start().submit({ ...request, prompt: `ridge ${n}` })),
  );
  await Promise.all(
    jobs.flatMap(({ id }) => gateways.map(async (gateway) => await gateway.advance(id))),
  );
  for (const { id } of jobs) {
    expect((await drive(id, ...gateways)).state).toBe('succeeded');
  }
  expect([provider.submits.length, provider.charges]).toEqual([10, 10]);
});

test('the answer of a worker that slept beyond its lease is adopted, and paid once', async () => {
  const { start, provider, clock, drive } = await setupWorkers();
  const [sleeper, other] = [start(), start()];
  const { id } = await sleeper.submit(request);
  provider.onNextSubmit({ do: 'accept', afterMs: 200_000 });
  const late = sleeper.advance(id);
  await turns();
  expect(provider.submits).toHaveLength(1);
  await clock.advance(100_000);
  const { job: doubted } = await other.advance(id);
  expect(doubted).toMatchObject({ state: 'held', heldReason: 'outcome-unknown' });
  await clock.advance(100_000);
  expect((await late).job).toMatchObject({ state: 'running', attempts: [{ state: 'accepted' }] });
  expect((await drive(id, other)).state).toBe('succeeded');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

test('two submits with one idempotency key, at two processes at once, are one job', async () => {
  const { start, provider, drive } = await setupWorkers();
  const [first, second] = [start(), start()];
  const jobs = await Promise.all(
    [first, second, first, second].map((gateway) =>
      gateway.submit(request, { idempotencyKey: 'order-17' }),
    ),
  );
  const ids = new Set(jobs.map(({ id }) => id));
  expect(ids.size).toBe(1);
  for (const id of ids) await drive(id, first, second);
  expect(provider.charges).toBe(1);
});

test('a person cannot give a task to a second job, in whichever process', async () => {
  const { start, provider } = await setupWorkers();
  const [first, second] = [start(), start()];
  provider.onNextSubmit({ do: 'lose-answer' }, { do: 'lose-answer' });
  const ids = [(await first.submit(request)).id, (await second.submit(request)).id];
  for (const id of ids) {
    // A submit in doubt keeps all further ones from its provider, in all processes.
    await first.restore(provider.id);
    expect((await start().advance(id)).job.state).toBe('held');
  }
  const taskId = provider.tasks[0]?.id ?? '';
  const adopted = await Promise.allSettled(
    ids.map((id, n) => (n === 0 ? first : second).resolve(id, { action: 'adopt', taskId })),
  );
  expect(adopted.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
  expect(adopted.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'ledger-conflict' },
  });
});
