// Reports for a job whose submit got lost: a task is adopted only where a read with our own key shows
// that it may be this attempt's.
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import type { World } from './setup-world.ts';
import { setup } from './setup-world.ts';
import { vendorNames } from './to-provider.ts';
import { runMs, strangersKey } from './vendor-site.ts';

/** Submits a job whose requests are lost before the vendor reads them, replays too. */
async function submitInVain(world: World): Promise<string> {
  const { vendor } = world;
  vendor.simulator.inject({ name: 'drop-before-accept', on: 'submit', times: Infinity });
  const id = await world.submit();
  await world.heard('attempt-unknown');
  return id;
}

test.each(vendorNames)('the task of another job at %s is not adopted', async (name) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  const rightful = await world.start();
  const id = await submitInVain(world);
  const report = vendor.forge({ taskId: rightful.taskId, says: 'succeeded' });
  expect(await post(vendor.callbackUrl, report)).toBe(404);
  expect(await gateway.job(id)).toMatchObject({
    state: 'submitting',
    assets: [],
    attempts: [{ state: 'unknown' }],
  });
  await clock.advance(runMs);
  expect((await gateway.wait(rightful.id)).state).toBe('succeeded');
  expect(await post(vendor.callbackUrl, report)).toBe(404);
  expect(await gateway.job(id)).toMatchObject({ state: 'submitting', assets: [] });
  expect(world.billed).toEqual({ vendor: 1, other: 0 });
});

test.each(vendorNames)('the task of somebody else at %s is not adopted', async (name) => {
  await using world = await setup(name);
  const { vendor, gateway } = world;
  const taskId = await vendor.order(strangersKey);
  const id = await submitInVain(world);
  const { callbackUrl } = vendor;
  expect(await post(callbackUrl, vendor.forge({ taskId, says: 'succeeded' }))).toBe(404);
  expect(await gateway.job(id)).toMatchObject({
    state: 'submitting',
    attempts: [{ state: 'unknown' }],
  });
});

test.each(vendorNames)(
  'a task of ours at %s that is older than the attempt is not adopted',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const taskId = await vendor.order(vendor.apiKey);
    await clock.advance(5_001);
    const id = await submitInVain(world);
    const { callbackUrl } = vendor;
    expect(await post(callbackUrl, vendor.forge({ taskId, says: 'succeeded' }))).toBe(400);
    expect(await gateway.job(id)).toMatchObject({
      state: 'submitting',
      attempts: [{ state: 'unknown' }],
    });
  },
);

test.each([
  ['apixo', 'task_0000000000000000', 404],
  ['apixo', 'x&taskId=y#z', 404],
  ['apixo', '../../apikeys/current-balance', 404],
  ['apiframe', '00000000-0000-4000-8000-000000000000', 404],
  ['apiframe', 'no uuid', 400],
  ['apiframe', '../me', 400],
  ['apiframe', '..', 404],
] as const)('%s does not know "%s", so it is not adopted', async (name, taskId, status) => {
  await using world = await setup(name);
  const { vendor, gateway } = world;
  const id = await submitInVain(world);
  const { callbackUrl } = vendor;
  expect(await post(callbackUrl, vendor.forge({ taskId, says: 'succeeded' }))).toBe(status);
  expect(await gateway.job(id)).toMatchObject({
    state: 'submitting',
    attempts: [{ state: 'unknown' }],
  });
});

test.each(vendorNames)(
  'two jobs in doubt are told of one task of %s at once: one gets it',
  async (name) => {
    await using world = await setup(name);
    const { vendor, gateway } = world;
    const taskId = await vendor.order(vendor.apiKey);
    vendor.simulator.inject({ name: 'drop-before-accept', on: 'submit', times: Infinity });
    const release = vendor.holdAnswers();
    const first = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 2);
    const firstUrl = vendor.callbackUrl;
    const second = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 3);
    const report = vendor.forge({ taskId, says: 'succeeded' });
    const urls = [firstUrl, vendor.callbackUrl];
    const statuses = await Promise.all(urls.map((url) => post(url, report)));
    expect(statuses.toSorted()).toEqual([200, 404]);
    const jobs = await Promise.all([first, second].map((id) => gateway.job(id)));
    const owners = jobs.filter(({ attempts }) => attempts[0]?.task?.id === taskId);
    expect(owners.map(({ id }) => id)).toEqual([statuses[0] === 200 ? first : second]);
    release();
  },
);

test.each(vendorNames)(
  'when %s cannot be read just now, nothing is adopted until it can',
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
    vendor.simulator.inject({ name: 'server-error', status: 503, on: 'poll' });
    expect(await post(vendor.callbackUrl, report)).toBe(503);
    expect((await gateway.job(id)).state).toBe('submitting');
    expect(await post(vendor.callbackUrl, report)).toBe(200);
    expect((await gateway.job(id)).state).toBe('succeeded');
    release();
    expect((await world.closeAndRead(id))?.attempts).toHaveLength(1);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);
