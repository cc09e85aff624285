// Reports that nobody sent, about jobs whose task runs: no state changes, and no video comes of them.
import { expect, test } from 'vitest';
import type { Delivery } from './hook-server.ts';
import { post } from './hook-server.ts';
import { setup } from './setup-world.ts';
import type { VendorName } from './to-provider.ts';
import { vendorNames } from './to-provider.ts';
import { forgedVideo } from './to-report.ts';
import { runMs, strangersKey } from './vendor-site.ts';

/** A job whose task runs on and on. */
async function setupRunning(name: VendorName) {
  const world = await setup(name);
  world.vendor.simulator.inject({ name: 'stuck' });
  const job = await world.start();
  const before = await world.gateway.job(job.id);
  return {
    ...{ ...job, world, before },
    now: () => world.gateway.job(job.id),
    [Symbol.asyncDispose]: world[Symbol.asyncDispose],
  };
}

test.each(vendorNames)('a wrong token at %s is a 404, whatever job it names', async (name) => {
  await using running = await setupRunning(name);
  const { world, url, taskId } = running;
  const { vendor } = world;
  const second = await world.start();
  const report = vendor.forge({ taskId, says: 'succeeded' });
  const token = url.slice(url.lastIndexOf('.') + 1);
  const wrong = [
    `${url.slice(0, -1)}${url.endsWith('0') ? '1' : '0'}`,
    `${url}0`,
    url.slice(0, -1),
    url.replace(token, ''),
    url.replace(token, token.toUpperCase()),
    second.url.replace(/[^.]+$/, token),
    url.replace(running.id, crypto.randomUUID()),
  ];
  for (const address of wrong) expect(await post(address, report)).toBe(404);
  expect(await running.now()).toEqual(running.before);
  expect(vendor.polls).toBe(0);
});

test.each(vendorNames)(
  'the right token with the finished task of another job at %s changes nothing',
  async (name) => {
    await using running = await setupRunning(name);
    const { world } = running;
    const { vendor, clock, gateway } = world;
    const second = await world.start();
    await clock.advance(runMs);
    expect((await gateway.wait(second.id)).state).toBe('succeeded');
    const { polls } = vendor;
    const report = vendor.forge({ taskId: second.taskId, says: 'succeeded' });
    expect(await post(running.url, report)).toBe(200);
    expect(await running.now()).toEqual(running.before);
    expect(vendor.polls).toBe(polls);
  },
);

test.each([
  ['apixo', 200],
  ['apiframe', 401],
] as const)(
  '%s itself reports the task of somebody else to our address: nothing changes',
  async (name, status) => {
    await using running = await setupRunning(name);
    const { vendor, clock } = running.world;
    await vendor.order(strangersKey, running.url);
    await clock.advance(runMs);
    await vendor.reports.until((sent) => sent.length === 1);
    expect(vendor.reports.entries[0]?.status).toBe(status);
    expect(await running.now()).toEqual(running.before);
    expect(vendor.polls).toBe(0);
  },
);

test.each(vendorNames)(
  '"succeeded" and "failed" are not believed of a task of %s that still runs',
  async (name) => {
    await using running = await setupRunning(name);
    const { world, url, taskId } = running;
    const { vendor } = world;
    for (const says of ['succeeded', 'failed', 'succeeded'] as const) {
      expect(await post(url, vendor.forge({ taskId, says }))).toBe(200);
    }
    const job = await running.now();
    expect(job).toMatchObject({ state: 'running', assets: [], attempts: [{ state: 'accepted' }] });
    expect(JSON.stringify(job)).not.toContain(forgedVideo);
    // Each of them is worth one look, no more.
    expect(vendor.polls).toBe(3);
  },
);

test('the video of a finished job is the one that an authenticated read names', async () => {
  await using world = await setup('apixo');
  const { clock, vendor, gateway } = world;
  vendor.loseReports();
  const { id, url, taskId } = await world.start();
  await clock.advance(runMs);
  expect(await post(url, vendor.forge({ taskId, says: 'succeeded' }))).toBe(200);
  const { assets } = await gateway.job(id);
  expect(assets.map((asset) => new URL(asset.url).origin)).toEqual([
    new URL(vendor.baseUrl).origin,
  ]);
});

const spoilers: Readonly<Record<string, (honest: Delivery, forged: Delivery) => Delivery>> = {
  'signed with the key of somebody else': (_honest, forged) => forged,
  'without a signature': ({ body }) => ({ body, headers: {} }),
  'with an empty signature': ({ body }) => ({ body, headers: { 'x-webhook-signature': '' } }),
  'with a signature that is no hex': ({ body }) => ({
    body,
    headers: { 'x-webhook-signature': `sha256=${'z'.repeat(64)}` },
  }),
  'with half of the signature': ({ body, headers }) => ({
    body,
    headers: { 'x-webhook-signature': headers['x-webhook-signature']?.slice(0, 39) ?? '' },
  }),
  'whose body was changed': ({ body, headers }) => ({
    headers,
    body: body.replace('PROCESSING', 'COMPLETED'),
  }),
  'whose body has one space more': ({ body, headers }) => ({ headers, body: `${body} ` }),
};

test.each(Object.entries(spoilers))('a report of Apiframe %s is a 401', async (_, spoil) => {
  await using running = await setupRunning('apiframe');
  const { world, url, taskId } = running;
  const { vendor } = world;
  const honest = vendor.forge({ taskId, says: 'running' });
  const forged = vendor.forge({ taskId, says: 'running' }, strangersKey);
  expect(await post(url, spoil(honest, forged))).toBe(401);
  expect(await running.now()).toEqual(running.before);
  expect(vendor.polls).toBe(0);
  expect(await post(url, honest)).toBe(200);
  expect(vendor.polls).toBe(1);
});
