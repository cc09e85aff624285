import { createGateway, memoryLedger } from '@vidgate/core';
import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const day = 86_400_000;

test('finished jobs are forgotten when they are old enough, others are not', async () => {
  const { gateway, clock, providers } = setupGateway((make) => [make({})], {
    keepFinishedForMs: 2 * day,
  });
  const old = await gateway.submit(request);
  await clock.advance(day);
  const young = await gateway.submit(request);
  await clock.advance(60_000);
  providers[0]?.onNextSubmit({ do: 'lose-answer' });
  const held = await gateway.submit(request);
  await clock.advance(day + 3_600_000);
  await expect(gateway.job(old.id)).rejects.toMatchObject({ code: 'unknown-job' });
  expect((await gateway.job(young.id)).state).toBe('succeeded');
  await clock.advance(10 * day);
  const { jobs } = await gateway.jobs();
  expect(jobs.map(({ id, state }) => [id, state])).toEqual([[held.id, 'held']]);
});

test('without the setting nothing is ever forgotten, and nothing runs', async () => {
  const { gateway, clock } = setupGateway((make) => [make({})]);
  const { id } = await gateway.submit(request);
  await clock.advance(400 * day);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(clock.pending).toBe(0);
});

test('many are forgotten little by little, and closing waits for what is under way', async () => {
  const ledger = memoryLedger();
  const sizes: number[] = [];
  const { gateway, clock } = setupGateway((make) => [make({})], {
    keepFinishedForMs: day,
    ledger: {
      shared: false,
      load: (jobId) => ledger.load(jobId),
      find: (topic, query) => ledger.find(topic, query),
      close: () => ledger.close(),
      async commit(change) {
        if ('forget' in change) sizes.push(change.forget.length);
        await ledger.commit(change);
      },
    },
  });
  await Promise.all(Array.from({ length: 250 }, () => gateway.submit(request)));
  await clock.advance(day + 2 * 3_600_000);
  expect(sizes).toEqual([100, 100, 50]);
  await gateway.close();
  expect(clock.pending).toBe(0);
});

test.each([0, day - 1, Number.NaN])(
  'keeping them for %s ms is refused: budgets need a day',
  (keep) => {
    const settings = {
      providers: [fakeProvider()],
      ledger: memoryLedger(),
      keepFinishedForMs: keep,
    };
    expect(() => createGateway(settings)).toThrow(/keepFinishedForMs: got .*at least 86400000/);
  },
);
