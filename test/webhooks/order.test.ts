// Reports that come in the wrong order.
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import { setup } from './setup-world.ts';
import { vendorNames } from './to-provider.ts';
import { runMs } from './vendor-site.ts';

test.each(vendorNames)(
  '"running" and "failed" of %s after its success change nothing',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const { id, url, taskId } = await world.start();
    await clock.advance(runMs);
    const before = await gateway.wait(id);
    for (const says of ['running', 'failed', 'succeeded', 'running'] as const) {
      expect(await post(url, vendor.forge({ taskId, says }))).toBe(200);
    }
    expect(before.state).toBe('succeeded');
    expect(await gateway.job(id)).toEqual(before);
    expect(vendor.polls).toBe(1);
  },
);

test.each(vendorNames)(
  '"running" of %s arrives last, after the task has ended: it is over',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    vendor.loseReports();
    const { id, url, taskId } = await world.start();
    await clock.advance(runMs);
    expect(await post(url, vendor.forge({ taskId, says: 'running' }))).toBe(200);
    const after = await gateway.job(id);
    expect(after.state).toBe('succeeded');
    expect(await post(url, vendor.forge({ taskId, says: 'succeeded' }))).toBe(200);
    expect(await gateway.job(id)).toEqual(after);
  },
);

test.each([
  ['apixo', 90_000],
  ['apiframe', 600_000],
] as const)(
  'the first report of %s arrives after a poll has found the end',
  async (name, pollMs) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    vendor.loseReports();
    const { id } = await world.start();
    await clock.advance(pollMs);
    const before = await gateway.wait(id);
    expect(before.state).toBe('succeeded');
    const [lost] = vendor.reports.entries;
    if (lost === undefined) throw new Error('no report was lost');
    expect(await post(lost.url, lost)).toBe(200);
    expect(await gateway.job(id)).toEqual(before);
    expect(vendor.polls).toBe(1);
  },
);

test.each(vendorNames)(
  'the end of a task in doubt at %s arrives before its beginning',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const release = vendor.holdAnswers();
    const id = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 1);
    await clock.advance(runMs);
    const before = await gateway.wait(id);
    expect(before).toMatchObject({ state: 'succeeded', attempts: [{}] });
    const taskId = before.attempts[0]?.task?.id ?? '';
    const running = vendor.forge({ taskId, says: 'running' });
    expect(await post(vendor.callbackUrl, running)).toBe(200);
    release();
    expect(await gateway.job(id)).toEqual(before);
    expect(world.billed).toEqual({ vendor: 1, other: 0 });
  },
);
