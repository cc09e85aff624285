// The same report again and again: one success, nothing else changes, and each is answered 200.
import { expect, test } from 'vitest';
import { post, startHookServer } from './hook-server.ts';
import { setup } from './setup-world.ts';
import { vendorNames } from './to-provider.ts';
import { runMs } from './vendor-site.ts';

const copies = 8;

async function postAtOnce(count: number, send: () => Promise<number>): Promise<readonly number[]> {
  return await Promise.all(Array.from({ length: count }, send));
}

test.each(vendorNames)('%s repeats a report after the end: nothing is even read', async (name) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  const { id } = await world.start();
  await clock.advance(runMs);
  const before = await gateway.wait(id);
  const history = await world.history(id);
  await vendor.reports.until((sent) => sent.length > 0);
  for (const report of [...vendor.reports.entries, ...vendor.reports.entries]) {
    expect(await post(report.url, report)).toBe(200);
  }
  expect(await gateway.job(id)).toEqual(before);
  expect(await world.history(id)).toEqual(history);
  expect(vendor.polls).toBe(1);
  expect(world.billed).toEqual({ vendor: 1, other: 0 });
});

test.each(vendorNames)('%s reports eight times at once: one success', async (name) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  vendor.loseReports();
  const { id, url, taskId } = await world.start();
  await clock.advance(runMs);
  const report = vendor.forge({ taskId, says: 'succeeded' });
  const statuses = await postAtOnce(copies, () => post(url, report));
  expect(statuses).toEqual(Array.from({ length: copies }, () => 200));
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect((await world.history(id)).map(({ type }) => type)).toEqual([
    'job-created',
    'attempt-intended',
    'attempt-accepted',
    'attempt-succeeded',
    'job-succeeded',
  ]);
  expect(vendor.polls).toBeLessThanOrEqual(copies);
  expect(world.billed).toEqual({ vendor: 1, other: 0 });
});

test('Apiframe itself sends every report twice: one success, both answered 200', async () => {
  await using world = await setup('apiframe', { duplicateWebhooks: true });
  const { clock, vendor, gateway } = world;
  const { id } = await world.start();
  await clock.advance(runMs);
  expect((await gateway.wait(id)).state).toBe('succeeded');
  await vendor.reports.until((sent) => sent.length === 2);
  expect(vendor.reports.entries.map(({ status }) => status)).toEqual([200, 200]);
  const ends = (await world.history(id)).filter(({ type }) => type === 'job-succeeded');
  expect(ends).toHaveLength(1);
});

test.each(vendorNames)(
  '%s reports a submit in doubt eight times at once: adopted once',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    vendor.loseReports();
    const release = vendor.holdAnswers();
    const id = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 1);
    await clock.advance(runMs);
    const [task] = vendor.simulator.tasks;
    const report = vendor.forge({ taskId: task?.id ?? '', says: 'succeeded' });
    const statuses = await postAtOnce(copies, () => post(vendor.callbackUrl, report));
    expect(statuses).toEqual(Array.from({ length: copies }, () => 200));
    expect(await gateway.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
    const types = (await world.history(id)).map(({ type }) => type);
    for (const once of ['attempt-accepted', 'attempt-succeeded', 'job-succeeded']) {
      expect(types.filter((type) => type === once)).toHaveLength(1);
    }
    release();
    expect(vendor.submits).toHaveLength(1);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);

test.each(vendorNames)(
  '%s reports a failure eight times at once: the other is asked once',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, other, gateway } = world;
    vendor.loseReports();
    vendor.simulator.inject({ name: 'task-fails' });
    const { id, url, taskId } = await world.start();
    await clock.advance(runMs);
    const report = vendor.forge({ taskId, says: 'failed' });
    const statuses = await postAtOnce(copies, () => post(url, report));
    expect(statuses).toEqual(Array.from({ length: copies }, () => 200));
    await world.heard('attempt-accepted', 2);
    await clock.advance(runMs);
    expect(await gateway.wait(id)).toMatchObject({
      state: 'succeeded',
      attempts: [{ state: 'failed' }, { state: 'succeeded' }],
    });
    expect(other.submits).toHaveLength(1);
    expect(world.billed).toEqual({ vendor: 0, other: 1 });
  },
);

test.each(vendorNames)(
  '%s reports a submit in doubt to two gateways on one file at once: adopted once',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor } = world;
    vendor.loseReports();
    const release = vendor.holdAnswers();
    const id = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 1);
    await clock.advance(runMs);
    const [lost] = vendor.reports.entries;
    if (lost === undefined) throw new Error('no report was lost');
    await using next = world.open();
    await using hooks = await startHookServer();
    hooks.mount(world.gateway);
    const elsewhere = lost.url.replace(world.hooks.baseUrl, hooks.baseUrl);
    const sends = [lost.url, elsewhere, lost.url, elsewhere].map((url) => post(url, lost));
    expect(await Promise.all(sends)).toEqual([200, 200, 200, 200]);
    expect(await next.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
    const types = (await world.history(id)).map(({ type }) => type);
    for (const once of ['attempt-accepted', 'attempt-succeeded', 'job-succeeded']) {
      expect(types.filter((type) => type === once)).toHaveLength(1);
    }
    release();
    expect((await world.closeAndRead(id))?.attempts).toHaveLength(1);
    expect(vendor.submits).toHaveLength(1);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);
