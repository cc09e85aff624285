// Reports that reach another process than the one that submitted, on the same SQLite file. That one
// has two jobs: the vendor has answered the first submit, and has the second one's task unanswered.
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import { setup } from './setup-world.ts';
import { startSubmitter } from './start-submitter.ts';
import type { VendorName } from './to-provider.ts';
import { vendorNames } from './to-provider.ts';
import { runMs } from './vendor-site.ts';

/** Each starts a process, which takes its time on a busy machine. */
const inParallel = { concurrent: true, timeout: 20_000 };

async function setupTwo(name: VendorName) {
  const world = await setup(name);
  const { vendor, gateway } = world;
  const release = vendor.holdAnswers({ from: 2 });
  const submitter = startSubmitter(world);
  const jobIds = await submitter.jobIds;
  await vendor.dealtWith.until((submits) => submits.length === 2);
  const jobs = await Promise.all(jobIds.map((id) => gateway.job(id)));
  expect(jobs.map(({ state }) => state)).toEqual(['running', 'submitting']);
  return {
    ...{ world, jobIds, submitter, release },
    /** Both as they are once they are over. */
    waitForBoth: () => Promise.all(jobIds.map((id) => gateway.wait(id))),
    async [Symbol.asyncDispose]() {
      await submitter[Symbol.asyncDispose]();
      await world[Symbol.asyncDispose]();
    },
  };
}

test.each(vendorNames)(
  'killed after its submits to %s: reports end both jobs, and nothing is sent again',
  inParallel,
  async (name) => {
    await using two = await setupTwo(name);
    const { world, submitter } = two;
    const { clock, vendor } = world;
    await submitter.kill();
    expect(await submitter.ended).toBe('SIGKILL');
    await clock.advance(runMs);
    const jobs = await two.waitForBoth();
    expect(jobs).toMatchObject([
      { state: 'succeeded', attempts: [{ task: { id: vendor.simulator.tasks[0]?.id } }] },
      { state: 'succeeded', attempts: [{ task: { id: vendor.simulator.tasks[1]?.id } }] },
    ]);
    expect(jobs.map(({ attempts }) => attempts.length)).toEqual([1, 1]);
    expect(vendor.submits).toHaveLength(2);
    // One look for the first; the second one's task is read to adopt it too.
    expect(vendor.polls).toBe(3);
    expect(world.billed).toEqual({ vendor: 2, other: 0 });
  },
);

test.each(vendorNames)(
  'alive, it hears from the ledger what %s has reported, and its late answer changes nothing',
  inParallel,
  async (name) => {
    await using two = await setupTwo(name);
    const { world, submitter, jobIds, release } = two;
    const { clock, vendor, gateway } = world;
    await clock.advance(runMs);
    const before = await two.waitForBoth();
    expect(before.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
    release();
    expect(await submitter.ended).toBe(0);
    expect(submitter.messages.slice(2)).toEqual(
      jobIds.map((jobId) => ({ type: 'settled', jobId, state: 'succeeded', attempts: 1 })),
    );
    await vendor.reports.until((sent) => sent.length === 2);
    for (const report of vendor.reports.entries) {
      expect([report.status, await post(report.url, report)]).toEqual([200, 200]);
    }
    expect(await Promise.all(jobIds.map((id) => gateway.job(id)))).toEqual(before);
    expect([vendor.submits.length, vendor.polls]).toEqual([2, 3]);
    expect(world.billed).toEqual({ vendor: 2, other: 0 });
  },
);
