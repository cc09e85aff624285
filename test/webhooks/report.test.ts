// A report ends a job at once, while polls are a slow backstop.
import { expect, test } from 'vitest';
import { setup } from './setup-world.ts';
import { vendorNames } from './to-provider.ts';
import { runMs } from './vendor-site.ts';

test.each(vendorNames)('%s reports the end, and the job is over at that moment', async (name) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  const { id, taskId } = await world.start();
  await clock.advance(runMs - 1);
  expect(vendor.polls).toBe(0);
  await clock.advance(1);
  const job = await gateway.wait(id);
  expect(job).toMatchObject({
    state: 'succeeded',
    finishedAt: clock.now(),
    asset: { url: expect.stringContaining(new URL(vendor.baseUrl).origin) },
    attempts: [{ provider: name, task: { id: taskId } }],
  });
  expect(vendor.polls).toBe(1);
  expect(world.billed).toEqual({ vendor: 1, other: 0 });
  await vendor.reports.until((sent) => sent.length > 0);
  expect(vendor.reports.entries.map(({ status }) => status)).toEqual([200]);
});

test.each([
  ['apixo', 90_000],
  ['apiframe', 600_000],
] as const)('a lost report of %s is made up for by the backstop', async (name, firstPollMs) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  vendor.loseReports();
  const { id } = await world.start();
  await clock.advance(firstPollMs - 1);
  expect(vendor.reports.entries.map(({ status }) => status)).toContain(undefined);
  expect(vendor.polls).toBe(0);
  await clock.advance(1);
  expect(await gateway.wait(id)).toMatchObject({ state: 'succeeded', finishedAt: clock.now() });
  expect(vendor.polls).toBe(1);
});

test.each(vendorNames)('%s reports a failure, and the next provider is asked', async (name) => {
  await using world = await setup(name);
  const { clock, vendor, other, gateway } = world;
  vendor.simulator.inject({ name: 'task-fails' });
  const { id } = await world.start();
  await clock.advance(runMs);
  await other.dealtWith.until((submits) => submits.length > 0);
  expect(vendor.polls).toBe(1);
  await world.heard('attempt-accepted', 2);
  await clock.advance(runMs);
  expect(await gateway.wait(id)).toMatchObject({
    state: 'succeeded',
    attempts: [{ state: 'failed' }, { state: 'succeeded', provider: other.name }],
  });
  expect(world.billed).toEqual({ vendor: 0, other: 1 });
});

test.each(['raw', 'hex'] as const)('Apiframe signs with its %s key form', async (form) => {
  await using world = await setup('apiframe', { webhookKeyForm: form });
  const { id } = await world.start();
  await world.clock.advance(runMs);
  expect((await world.gateway.wait(id)).state).toBe('succeeded');
  expect(world.vendor.polls).toBe(1);
});
