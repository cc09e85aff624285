// A report that comes before the answer of its own submit, or instead of it: the attempt in doubt is
// adopted, one task is billed, and nothing is submitted a second time.
import type { Fault } from '@vidgate/simulator';
import { expect, test } from 'vitest';
import { post } from './hook-server.ts';
import type { World } from './setup-world.ts';
import { setup } from './setup-world.ts';
import { vendorNames } from './to-provider.ts';
import type { VendorSite } from './vendor-site.ts';
import { runMs } from './vendor-site.ts';

/** One task, one bill, and whatever was sent again is the very same request under the same key. */
function expectOneCharge({ vendor, billed }: World): void {
  expect(vendor.simulator.tasks).toHaveLength(1);
  expect(billed).toEqual({ vendor: 1, other: 0 });
  expect(new Set(vendor.submits.map(({ body }) => body)).size).toBe(1);
  expect(new Set(vendor.submits.map(toKey)).size).toBe(1);
  if (vendor.name === 'apixo') expect(vendor.submits).toHaveLength(1);
}

function toKey({ headers }: VendorSite['submits'][number]): string | undefined {
  return headers['idempotency-key'];
}

async function evidenceOf({ history }: World, id: string): Promise<readonly string[]> {
  return (await history(id)).flatMap((event) =>
    event.type === 'attempt-accepted' ? [event.by] : [],
  );
}

const lateAnswers: Readonly<Record<string, readonly Fault[]>> = {
  'arrives after all': [],
  'is a 502': [{ name: 'server-error-after-accept', status: 502 }],
  'is lost': [{ name: 'drop-after-accept' }],
  'is cut off': [{ name: 'malformed-json', on: 'submit' }],
  'is a page of a proxy': [{ name: 'html-error-page', acceptFirst: true, on: 'submit' }],
};

const late = Object.entries(lateAnswers).flatMap(([what, faults]) =>
  vendorNames.map((name) => ({ what, name, faults })),
);

test.each(late)('$name reports the end first; then the answer $what', async ({ name, faults }) => {
  await using world = await setup(name);
  const { clock, vendor, gateway } = world;
  for (const fault of faults) vendor.simulator.inject(fault);
  const release = vendor.holdAnswers();
  const id = await world.submit();
  await vendor.dealtWith.until((submits) => submits.length === 1);
  expect((await gateway.job(id)).state).toBe('submitting');
  await clock.advance(runMs);
  const before = await gateway.wait(id);
  expect(before).toMatchObject({ state: 'succeeded', attempts: [{ provider: name }] });
  expect(await evidenceOf(world, id)).toEqual(['webhook']);
  release();
  expect(await world.closeAndRead(id)).toEqual(before);
  expect(vendor.submits).toHaveLength(1);
  expectOneCharge(world);
});

const noAnswers: readonly Fault[] = [
  { name: 'server-error-after-accept', status: 500 },
  { name: 'server-error-after-accept', status: 504 },
  { name: 'drop-after-accept' },
  { name: 'no-task-id' },
  { name: 'empty-body', on: 'submit' },
];

const unanswered = noAnswers.flatMap((fault) =>
  vendorNames.map((name) => ({ name, fault, what: fault.name })),
);

test.each(unanswered)('$name answers with $what for good: its report settles it', async (row) => {
  await using world = await setup(row.name);
  const { clock, vendor, gateway } = world;
  vendor.simulator.inject({ ...row.fault, times: Infinity });
  const id = await world.submit();
  await world.heard('attempt-unknown');
  expect((await gateway.job(id)).state).toBe('submitting');
  await clock.advance(runMs);
  expect(await gateway.wait(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
  expect(await evidenceOf(world, id)).toEqual(['webhook']);
  expectOneCharge(world);
});

test.each(vendorNames)(
  '%s never answers and the submit times out: its report settles it',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    vendor.loseReports();
    vendor.holdAnswers();
    const id = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 1);
    await clock.advance(60_000);
    await world.heard('attempt-unknown');
    const [lost] = vendor.reports.entries;
    if (lost === undefined) throw new Error('no report was lost');
    expect(await post(lost.url, lost)).toBe(200);
    expect(await gateway.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}] });
    expect(await evidenceOf(world, id)).toEqual(['webhook']);
    expectOneCharge(world);
  },
);

test('Apiframe reports while a replay is under way: its answer changes nothing', async () => {
  await using world = await setup('apiframe');
  const { clock, vendor, gateway } = world;
  vendor.simulator.inject({ name: 'drop-after-accept' });
  const id = await world.submit();
  await world.heard('attempt-unknown');
  const release = vendor.holdAnswers();
  await clock.advance(0);
  await vendor.dealtWith.until((submits) => submits.length === 2);
  await clock.advance(runMs);
  const before = await gateway.wait(id);
  expect(before.state).toBe('succeeded');
  expect(await evidenceOf(world, id)).toEqual(['webhook']);
  release();
  expect(await world.closeAndRead(id)).toEqual(before);
  expect(vendor.submits).toHaveLength(2);
  expectOneCharge(world);
});

test.each(vendorNames)(
  '%s tells of progress first: the job runs, and ends with the next report',
  async (name) => {
    await using world = await setup(name);
    const { clock, vendor, gateway } = world;
    const release = vendor.holdAnswers();
    const id = await world.submit();
    await vendor.dealtWith.until((submits) => submits.length === 1);
    await clock.advance(runMs / 2);
    const [task] = vendor.simulator.tasks;
    const progress = vendor.forge({ taskId: task?.id ?? '', says: 'running' });
    expect(await post(vendor.callbackUrl, progress)).toBe(200);
    expect((await gateway.job(id)).state).toBe('running');
    release();
    await clock.advance(runMs / 2);
    expect((await gateway.wait(id)).state).toBe('succeeded');
    expect((await world.closeAndRead(id))?.attempts).toHaveLength(1);
    expect(vendor.submits).toHaveLength(1);
    expectOneCharge(world);
  },
);
