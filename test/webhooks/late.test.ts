// Reports that come when the job is over, has moved on, was held, was cancelled, or nobody listens.
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import { heldAfterMs, setupHeld } from './setup-held.ts';
import { setup } from './setup-world.ts';
import { vendorNames } from './to-provider.ts';
import { runMs, strangersKey } from './vendor-site.ts';

test.each(vendorNames)(
  'a report of %s after the gateway has failed over changes nothing',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, other, gateway } = world;
    vendor.simulator.inject({ name: 'task-fails' });
    const { id, url, taskId } = await world.start();
    await clock.advance(runMs);
    await world.heard('attempt-accepted', 2);
    const running = await gateway.job(id);
    for (const says of ['failed', 'succeeded', 'running'] as const) {
      expect(await post(url, vendor.forge({ taskId, says }))).toBe(200);
    }
    expect(await gateway.job(id)).toEqual(running);
    // Not with the task of the other provider either: each attempt has an address of its own.
    const elsewhere = running.attempts[1]?.task?.id ?? '';
    expect(await post(url, vendor.forge({ taskId: elsewhere, says: 'succeeded' }))).toBe(200);
    expect(await gateway.job(id)).toEqual(running);
    await clock.advance(runMs);
    const final = await gateway.wait(id);
    expect(final).toMatchObject({ state: 'succeeded', attempts: [{ state: 'failed' }, {}] });
    expect(await post(url, vendor.forge({ taskId, says: 'succeeded' }))).toBe(200);
    expect(await gateway.job(id)).toEqual(final);
    expect([vendor.polls, other.polls]).toEqual([1, 1]);
    expect(world.billed).toEqual({ vendor: 0, other: 1 });
  },
);

test.each(vendorNames)('a report of %s to a held job completes it', async (name) => {
  const { world, id } = await setupHeld(name);
  await using _ = world;
  const { clock, gateway } = world;
  expect(await gateway.job(id)).toMatchObject({ state: 'held', heldReason: 'outcome-unknown' });
  await clock.advance(runMs - heldAfterMs);
  expect(await gateway.wait(id, { until: 'final' })).toMatchObject({
    state: 'succeeded',
    attempts: [{ state: 'succeeded' }],
  });
  expect(world.billed).toEqual({ vendor: 1, other: 0 });
});

test.each(vendorNames)(
  'a report of %s to a cancelled job keeps the video that was paid for',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const { id } = await world.start();
    expect(await gateway.cancel(id)).toMatchObject({ result: 'following', mayBill: true });
    await clock.advance(runMs);
    expect(await gateway.wait(id)).toMatchObject({
      state: 'canceled',
      asset: { url: expect.stringContaining('.mp4') },
    });
    expect(vendor.polls).toBe(1);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);

test.each(vendorNames)(
  'a report of %s after a cancel that was in doubt keeps the video too',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const release = vendor.holdAnswers();
    const id = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 1);
    expect(await gateway.cancel(id)).toMatchObject({ result: 'following', mayBill: true });
    await clock.advance(runMs);
    const final = await gateway.wait(id);
    expect(final).toMatchObject({
      state: 'canceled',
      asset: {},
      attempts: [{ state: 'succeeded' }],
    });
    release();
    expect(await world.closeAndRead(id)).toEqual(final);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);

test.each(vendorNames)(
  'a report of %s for a submit that was refused brings in no foreign task',
  async (name) => {
    await using world = await setup(name, {}, { routing: { order: [name], patienceMs: 0 } });
    const { clock, vendor, gateway } = world;
    const rightful = await world.start();
    const theirs = await vendor.order(strangersKey);
    vendor.simulator.inject({ name: 'rate-limited', on: 'submit' });
    const id = await world.submit();
    await world.heard('attempt-rejected');
    await clock.advance(0);
    await world.heard('attempt-accepted', 2);
    const running = await gateway.job(id);
    for (const taskId of [rightful.taskId, theirs]) {
      const report = vendor.forge({ taskId, says: 'succeeded' });
      expect(await post(vendor.callbackUrl, report)).toBe(404);
    }
    expect(await gateway.job(id)).toEqual(running);
    expect((await gateway.jobs()).jobs).toHaveLength(2);
    await clock.advance(runMs);
    expect(await gateway.wait(id)).toMatchObject({
      state: 'succeeded',
      attempts: [{ state: 'rejected' }, { state: 'succeeded' }],
    });
    expect((await gateway.wait(rightful.id)).state).toBe('succeeded');
  },
);

test.each(vendorNames)(
  'a report of %s that nobody could take is a 503, and counts when it comes again',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const { id, url } = await world.start();
    await gateway.close();
    await clock.advance(runMs);
    await vendor.reports.until((sent) => sent.length === 1);
    expect(vendor.reports.entries[0]?.status).toBe(503);
    await using next = world.open();
    expect((await next.job(id)).state).toBe('running');
    if (name === 'apixo') {
      // This vendor tries again by itself.
      await clock.advance(30_000);
    } else {
      const [refused] = vendor.reports.entries;
      if (refused === undefined) throw new Error('no report was sent');
      expect(await post(url, refused)).toBe(200);
    }
    expect(await next.wait(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
    expect(vendor.polls).toBe(1);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);
