import type { Gateway, GatewaySettings, JobEvent, Ledger } from '@vidgate/core';
import { createGateway, memoryLedger } from '@vidgate/core';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { setupGateway } from './setup-gateway.ts';

const request = { prompt: 'dawn breaks over the ridge' };

/** Two processes on one ledger; the other one acts just before `ours` commits an event of a type. */
function setup(
  type: JobEvent['type'],
  act: (other: Gateway) => Promise<unknown>,
  settings: Partial<GatewaySettings> = {},
) {
  const clock = createTestClock();
  const provider = fakeProvider({ id: 'only', clock, usd: { 5: 0.3 } });
  const ledger = memoryLedger();
  let ids = 0;
  const newId = (): string => {
    ids += 1;
    return `id-${ids}`;
  };
  const start = (own: Ledger): Gateway =>
    createGateway({
      providers: [provider],
      ledger: own,
      drive: false,
      ports: { ...clock, random: () => 0.5, newId },
      ...settings,
    });
  const other = start(ledger);
  let acted = false;
  const ours = start({
    shared: ledger.shared,
    load: (jobId) => ledger.load(jobId),
    async commit(change) {
      if (!acted && 'job' in change && change.events.some((event) => event.type === type)) {
        acted = true;
        await act(other);
      }
      await ledger.commit(change);
    },
    find: (topic, query) => ledger.find(topic, query),
    close: () => ledger.close(),
  });
  return { clock, provider, ours, other, start: () => start(ledger) };
}

test('an answer that meets a change of another process is recorded on top of it', async () => {
  const { ours, provider } = setup('attempt-accepted', (other) => other.cancel('id-1'));
  const { id } = await ours.submit(request);
  expect(id).toBe('id-1');
  const { job } = await ours.advance(id);
  expect(job).toMatchObject({
    state: 'running',
    cancelRequestedAt: expect.any(Number),
    attempts: [{ state: 'accepted', task: { id: provider.tasks[0]?.id } }],
  });
  expect(provider.charges).toBe(1);
});

test('a step that another process has overtaken ends quietly, and sends nothing', async () => {
  const { ours, provider } = setup('attempt-intended', (other) => other.cancel('id-1'));
  const { id } = await ours.submit(request);
  expect((await ours.advance(id)).job).toMatchObject({ state: 'canceled', attempts: [] });
  expect(provider.submits).toEqual([]);
});

test('who finds the last of a budget taken sends nothing, and waits', async () => {
  const { ours, other, clock, provider } = setup(
    'attempt-intended',
    (faster) => faster.advance('id-2'),
    { budget: { perDayUsd: 0.3 }, routing: { maxWaitMs: 2 * 86_400_000 } },
  );
  const [slow] = [await ours.submit(request), await other.submit(request)];
  const { job, callAgainAt } = await ours.advance(slow.id);
  expect(job).toMatchObject({ state: 'queued', attempts: [] });
  expect(callAgainAt).toBe(clock.now());
  expect(provider.charges).toBe(1);
  const { callAgainAt: tomorrow = 0 } = await ours.advance(slow.id);
  expect(tomorrow).toBeGreaterThan(clock.now());
  expect(provider.charges).toBe(1);
});

test('of two processes that take over a job at the same moment one has it', async () => {
  const { clock, ours, other, start } = setup('job-taken', (faster) => faster.resume(), {
    drive: true,
  });
  const first = start();
  const { id } = await first.submit(request);
  await clock.advance(1_000);
  await first.close();
  expect(await ours.resume()).toBe(0);
  const { owner } = await other.job(id);
  await clock.advance(1_000);
  expect((await other.job(id)).owner).toBe(owner);
  await Promise.all([ours.close(), other.close()]);
});

test('a late task whose recovery broke off half-way is tied to its job by the next report', async () => {
  const inner = memoryLedger();
  let breaks = 1;
  const ledger: Ledger = {
    shared: false,
    load: (jobId) => inner.load(jobId),
    async commit(change) {
      const isTie = 'events' in change && change.events.at(0)?.type === 'attempt-recovered';
      if (isTie && breaks > 0) {
        breaks -= 1;
        throw new Error('the disk is gone');
      }
      await inner.commit(change);
    },
    find: (topic, query) => inner.find(topic, query),
    close: () => inner.close(),
  };
  const { gateway, clock, providers } = setupGateway(
    (make) => [make({ id: 'only', traits: { webhooks: 'unsigned' } })],
    { ledger, webhooks: { baseUrl: 'https://me.example/hooks' } },
  );
  const [provider] = providers;
  if (provider === undefined) throw new Error('no provider');
  provider.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000_000);
  await gateway.resolve(id, { action: 'abandon' });
  const report = async (): Promise<number> => {
    const { body } = provider.delivery(provider.tasks[0]?.id ?? '');
    const url = String(provider.submits[0]?.body['callbackUrl']);
    const delivery = new Request(url, { method: 'POST', body: Uint8Array.from(body) });
    return (await gateway.handleWebhook(delivery)).status;
  };
  expect([await report(), await report()]).toEqual([503, 200]);
  const jobs = (await gateway.jobs()).jobs.filter(({ recovers }) => recovers?.jobId === id);
  expect(jobs).toHaveLength(1);
  expect((await gateway.job(id)).attempts).toMatchObject([{ recoveredAs: jobs[0]?.id }]);
});
