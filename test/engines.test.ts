import { createGateway, memoryLedger } from '@vidgate/core';
import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import type { BossLike } from '../examples/engines/pg-boss.ts';
import { driveWithPgBoss, enqueue } from '../examples/engines/pg-boss.ts';
import { createActivities, followJob } from '../examples/engines/temporal.ts';

function setup() {
  const provider = fakeProvider({ runMs: 20 });
  const gateway = createGateway({
    providers: [provider],
    ledger: memoryLedger(),
    drive: false,
    polling: { firstDelayMs: 20, intervalMs: 5 },
  });
  return { provider, gateway };
}

test('the recipe for pg-boss brings a job to its video', async () => {
  const { provider, gateway } = setup();
  let handle: Parameters<BossLike['work']>[1] = async () => {};
  const boss: BossLike = {
    createQueue: async () => {},
    work: async (_name, handler) => {
      handle = handler;
    },
    async send(_name, data, { startAfter = new Date() } = {}) {
      setTimeout(() => void handle([{ data }]), Math.max(0, startAfter.getTime() - Date.now()));
    },
  };
  await driveWithPgBoss(boss, gateway);
  const { id } = await gateway.submit({ prompt: 'dawn' });
  await enqueue(boss, id);
  expect((await gateway.wait(id)).state).toBe('succeeded');
  expect(provider.charges).toBe(1);
});

test('the recipe for Temporal brings a job to its video', async () => {
  const { provider, gateway } = setup();
  const { id } = await gateway.submit({ prompt: 'dawn' });
  const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  await followJob(id, createActivities(gateway), sleep);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(provider.charges).toBe(1);
});
