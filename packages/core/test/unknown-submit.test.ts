import type { GatewaySettings, ResubmitAllowance } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import type { FakeProviderSettings } from '@vidgate/testkit';
import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };
const minute = 60_000;

/** Two providers at $0.30 and $0.40; the answer of the first submit to the first one gets lost. */
async function setup(
  allowance: Partial<ResubmitAllowance> = {},
  first: FakeProviderSettings = {},
  settings: Partial<GatewaySettings> = {},
) {
  const resubmit = { maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 10, ...allowance };
  const world = setupGateway(
    (make) => [
      make({ id: 'first', usd: { 5: 0.3 }, ...first }),
      make({ id: 'second', usd: { 5: 0.4 } }),
    ],
    { onUnknownSubmit: { resubmit }, ...settings },
  );
  world.providers[0]?.onNextSubmit({ do: 'lose-answer' });
  const { id } = await world.gateway.submit(request);
  await world.clock.advance(1_000);
  return {
    ...world,
    id,
    charges: () => world.providers.map(({ charges }) => charges),
    job: () => world.gateway.job(id),
  };
}

test('with an allowance, another provider is paid after a while', async () => {
  const { clock, job, charges } = await setup();
  await clock.advance(14 * minute);
  expect(await job()).toMatchObject({ state: 'submitting', attempts: [{ state: 'unknown' }] });
  expect(charges()).toEqual([1, 0]);
  await clock.advance(3 * minute);
  expect(await job()).toMatchObject({
    state: 'succeeded',
    attempts: [
      { provider: 'first', state: 'abandoned', abandonedBy: 'policy' },
      { provider: 'second', state: 'succeeded' },
    ],
    // Both count, because both may be billed.
    cost: { estimatedUsdMicros: 700_000 },
  });
  expect(charges()).toEqual([1, 1]);
});

test('an attempt is given up in the same commit that intends the next', async () => {
  const { clock, gateway, id, heard } = await setup({ afterMs: 0 });
  await clock.advance(minute);
  const after = heard().indexOf('attempt-abandoned');
  expect(heard()[after + 1]).toBe('attempt-intended');
  expect((await gateway.job(id)).state).toBe('succeeded');
});

test.each<readonly [string, Partial<ResubmitAllowance>, Partial<GatewaySettings>]>([
  ['the allowance of a job is too small', { maxExtraUsdPerJob: 0.399_999 }, {}],
  ['the allowance of a day is too small', { maxExtraUsdPerDay: 0.399_999 }, {}],
  ['maxUsd leaves no room for both', {}, { routing: { maxUsd: 0.699_999 } }],
  ['no other provider may be used', {}, { routing: { allowFallbacks: false } }],
])('where %s, the job is held and nothing is paid', async (_what, allowance, settings) => {
  const { clock, job, charges } = await setup(allowance, {}, settings);
  await clock.advance(20 * minute);
  expect(await job()).toMatchObject({
    state: 'held',
    heldReason: 'outcome-unknown',
    attempts: [{ state: 'unknown' }],
  });
  expect(charges()).toEqual([1, 0]);
});

test('the allowance of a job counts what was paid beside the first attempt before', async () => {
  const resubmit = { afterMs: 0, maxExtraUsdPerJob: 0.5, maxExtraUsdPerDay: 10 };
  const { gateway, clock, providers } = setupGateway(
    (make) => [
      make({ id: 'first', usd: { 5: 0.3 } }),
      make({ id: 'second', usd: { 5: 0.4 } }),
      make({ id: 'third', usd: { 5: 0.4 } }),
    ],
    { onUnknownSubmit: { resubmit } },
  );
  for (const provider of providers) provider.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(60 * minute);
  expect(await gateway.job(id)).toMatchObject({ state: 'held', attempts: [{}, {}] });
  expect(providers.map(({ charges }) => charges)).toEqual([1, 1, 0]);
});

test('the allowance of a day is for all jobs together, and new the next day', async () => {
  const { clock, gateway, providers, job, charges } = await setup({ maxExtraUsdPerDay: 0.5 });
  const start = clock.now();
  await clock.advance(20 * minute);
  expect((await job()).state).toBe('succeeded');
  providers[0]?.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(20 * minute);
  expect((await gateway.job(id)).state).toBe('held');
  expect(charges()).toEqual([2, 1]);
  const midnight = 86_400_000 - (start % 86_400_000);
  await clock.advance(midnight);
  expect((await gateway.job(id)).state).toBe('succeeded');
  expect(charges()).toEqual([2, 2]);
});

test('of jobs that want the last of the allowance at once, one gets it', async () => {
  const { clock, gateway, providers, charges } = await setup({ maxExtraUsdPerDay: 0.5 });
  for (const _ of ['second', 'third']) {
    await clock.advance(minute);
    providers[0]?.onNextSubmit({ do: 'lose-answer' });
    // After two doubts it would be a last resort.
    await gateway.submit(request, { routing: { order: ['first'] } });
  }
  await clock.advance(40 * minute);
  const { jobs } = await gateway.jobs();
  expect(jobs.map(({ state }) => state).toSorted()).toEqual(['held', 'held', 'succeeded']);
  expect(charges()).toEqual([3, 1]);
});

test.each<readonly [string, FakeProviderSettings]>([
  ['replayed', { traits: { idempotentSubmit: { windowMs: 86_400_000 } } }],
  ['looked up', { findable: true }],
])('a submit that can be %s is never given up before that was tried', async (_how, first) => {
  const { clock, job, charges } = await setup({ afterMs: 0 }, first);
  await clock.advance(2 * minute);
  expect(await job()).toMatchObject({ state: 'succeeded', attempts: [{ provider: 'first' }] });
  expect(charges()).toEqual([1, 0]);
});

test('once a job is canceled nothing more is paid for it', async () => {
  const { clock, gateway, id, job, charges } = await setup();
  await gateway.cancel(id);
  await clock.advance(60 * minute);
  expect((await job()).state).toBe('held');
  expect(charges()).toEqual([1, 0]);
});

test('the allowance outlives a restart', async () => {
  const ledger = memoryLedger();
  const { clock, providers, gateway, id } = await setup({}, {}, { ledger, drive: false });
  await gateway.advance(id);
  const heir = createGateway({
    providers,
    ledger,
    ports: { ...clock, random: () => 0.5, newId: () => `heir-${clock.now()}` },
    onUnknownSubmit: { resubmit: { maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 10 } },
  });
  await heir.resume();
  await clock.advance(20 * minute);
  expect(await heir.job(id)).toMatchObject({ state: 'succeeded', attempts: [{}, {}] });
});

test('a video of an attempt that was given up is kept as a job of its own', async () => {
  const { clock, gateway, providers, id, job } = await setup(
    {},
    { traits: { webhooks: 'unsigned' } },
    { webhooks: { baseUrl: 'https://me.example/hooks' } },
  );
  await clock.advance(20 * minute);
  expect((await job()).state).toBe('succeeded');
  const [first] = providers;
  const taskId = first?.tasks[0]?.id ?? '';
  const url = String(first?.submits[0]?.body['callbackUrl']);
  const { body, headers } = first?.delivery(taskId) ?? {};
  const report = async (): Promise<number> => {
    const init = { method: 'POST', body: Uint8Array.from(body ?? []), headers: { ...headers } };
    return (await gateway.handleWebhook(new Request(url, init))).status;
  };
  expect([await report(), await report()]).toEqual([200, 200]);
  await clock.advance(minute);
  const recoveredAs = (await job()).attempts[0]?.recoveredAs ?? '';
  expect(await gateway.job(recoveredAs)).toMatchObject({
    state: 'succeeded',
    recovers: { jobId: id, attemptId: (await job()).attempts[0]?.id },
    attempts: [{ task: { id: taskId } }],
    cost: { chargedUsdMicros: 300_000 },
  });
  // What it cost is counted once, where its video is.
  expect((await job()).cost).toEqual({ estimatedUsdMicros: 400_000, chargedUsdMicros: 400_000 });
  expect((await gateway.video(recoveredAs)).provider).toBe('first');
  expect((await gateway.jobs()).jobs).toHaveLength(2);
});

test('a task that turned up and fails is not tried again', async () => {
  const { clock, gateway, providers, job, charges } = await setup(
    {},
    { runMs: 3_600_000, traits: { webhooks: 'unsigned' } },
    { webhooks: { baseUrl: 'https://me.example/hooks' } },
  );
  await clock.advance(20 * minute);
  const [first] = providers;
  const taskId = first?.tasks[0]?.id ?? '';
  const url = String(first?.submits[0]?.body['callbackUrl']);
  const { body, headers } = first?.delivery(taskId) ?? {};
  const init = { method: 'POST', body: Uint8Array.from(body ?? []), headers: { ...headers } };
  await gateway.handleWebhook(new Request(url, init));
  first?.onNextPoll({ do: 'fail', code: 'generation-failed' });
  await clock.advance(2 * minute);
  const recoveredAs = (await job()).attempts[0]?.recoveredAs ?? '';
  expect(await gateway.job(recoveredAs)).toMatchObject({ state: 'failed', attempts: [{}] });
  expect(charges()[1]).toBe(1);
});

test.each<readonly [unknown, RegExp]>([
  ['pay', /onUnknownSubmit: got "pay"; allowed: 'hold' or \{ resubmit/],
  [{}, /onUnknownSubmit: got \{\}/],
  [{ resubmit: {} }, /onUnknownSubmit\.resubmit\.maxExtraUsdPerJob: got undefined/],
  [
    { resubmit: { maxExtraUsdPerJob: 1, maxExtraUsdPerDay: -1 } },
    /maxExtraUsdPerDay: got -1; allowed: a number of dollars of at least 0/,
  ],
  [
    { resubmit: { maxExtraUsdPerJob: 1, maxExtraUsdPerDay: 1, afterMs: Number.NaN } },
    /afterMs: got NaN/,
  ],
])('a policy that makes no sense (%j) is refused', (onUnknownSubmit, message) => {
  const settings = { providers: [fakeProvider()], ledger: memoryLedger(), onUnknownSubmit };
  // What a caller without types may pass.
  expect(() => createGateway(settings as GatewaySettings)).toThrow(message);
});
