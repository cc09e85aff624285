// Reports for attempts that a person has ended: what was paid for is kept, as a job of its own, and
// the job that asked for it goes its own way.
import type { Resolution } from '@vidgate/core';
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import { heldAfterMs, setupHeld } from './setup-held.ts';
import { vendorNames } from './to-provider.ts';
import { runMs } from './vendor-site.ts';

const decisions = [
  { action: 'abandon', others: 0 },
  { action: 'no-task', others: 1 },
  { action: 'resubmit', others: 1 },
] as const satisfies readonly (Pick<Resolution, 'action'> & { others: number })[];

const rows = decisions.flatMap((row) => vendorNames.map((name) => ({ ...row, name })));

test.each(rows)('$name reports after a person chose "$action": the video is kept', async (row) => {
  const { world, id } = await setupHeld(row.name);
  await using _ = world;
  const { clock, vendor, other, gateway } = world;
  await gateway.resolve(id, { action: row.action });
  if (row.others > 0) await world.heard('attempt-accepted');
  const before = await gateway.job(id);
  await clock.advance(runMs - heldAfterMs);
  await vendor.reports.until((sent) => sent.length === 1);
  expect(vendor.reports.entries[0]?.status).toBe(200);
  const [kept, ...more] = (await gateway.jobs()).jobs.filter((job) => job.id !== id);
  expect(kept).toMatchObject({
    state: 'succeeded',
    asset: { url: expect.stringContaining(new URL(vendor.baseUrl).origin) },
    attempts: [{ provider: vendor.name, task: { id: vendor.simulator.tasks[0]?.id } }],
  });
  expect(more).toEqual([]);
  expect((await gateway.job(id)).state).toBe(before.state);
  await clock.advance(heldAfterMs);
  expect((await gateway.wait(id)).state).toBe(row.others > 0 ? 'succeeded' : 'failed');
  expect(other.submits).toHaveLength(row.others);
  expect(world.billed).toEqual({ vendor: 1, other: row.others });
});

test.each(vendorNames)('%s reports it eight times at once: it is kept once', async (name) => {
  const { world, id } = await setupHeld(name);
  await using _ = world;
  const { clock, vendor, gateway } = world;
  vendor.loseReports();
  await gateway.resolve(id, { action: 'abandon' });
  await clock.advance(runMs - heldAfterMs);
  const taskId = vendor.simulator.tasks[0]?.id ?? '';
  const report = vendor.forge({ taskId, says: 'succeeded' });
  const sends = Array.from({ length: 8 }, () => post(vendor.callbackUrl, report));
  expect(new Set(await Promise.all(sends))).toEqual(new Set([200]));
  const { jobs } = await gateway.jobs();
  expect(jobs.map(({ state }) => state).toSorted()).toEqual(['failed', 'succeeded']);
  expect(world.billed).toEqual({ vendor: 1, other: 0 });
});

test.each(vendorNames)('%s reports it before its end: it is followed to the end', async (name) => {
  const { world, id } = await setupHeld(name);
  await using _ = world;
  const { clock, vendor, gateway } = world;
  await gateway.resolve(id, { action: 'abandon' });
  const taskId = vendor.simulator.tasks[0]?.id ?? '';
  expect(await post(vendor.callbackUrl, vendor.forge({ taskId, says: 'running' }))).toBe(200);
  const [kept] = (await gateway.jobs()).jobs.filter((job) => job.id !== id);
  if (kept === undefined) throw new Error('the task was not kept');
  expect(kept.state).toBe('running');
  await clock.advance(runMs - heldAfterMs);
  expect((await gateway.wait(kept.id)).state).toBe('succeeded');
  expect((await gateway.job(id)).state).toBe('failed');
});
