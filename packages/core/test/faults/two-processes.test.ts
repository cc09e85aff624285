import type { Resolution } from '@vidgate/core';
import { fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { onFirst } from './around-submit.ts';
import type { Machine } from './setup-machine.ts';
import { request, setupMachine } from './setup-machine.ts';

const beyondLeaseMs = 100_000;

/** One process stands still between its intent and its request; the other finds the lease over. */
async function setupSleeper(machine: Machine) {
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
  const ledger = onFirst('attempt-intended', machine.open(), () => woken);
  const sleeper = machine.start({ drive: false, ledger });
  const other = machine.start({ drive: false });
  const { id } = await sleeper.gateway.submit(request);
  const sleeping = sleeper.gateway.advance(id);
  await machine.pass(beyondLeaseMs);
  const { job } = await other.gateway.advance(id);
  expect(job).toMatchObject({ state: 'held', attempts: [{ state: 'unknown' }] });
  return { id, other, wake, sleeping };
}

test('a worker that wakes after its lease, before its request, sends none and says so', async () => {
  const machine = await setupMachine();
  const { id, other, wake, sleeping } = await setupSleeper(machine);
  wake();
  await sleeping;
  expect(await other.gateway.job(id)).toMatchObject({
    attempts: [{ state: 'rejected', error: { charged: 'no' } }],
  });
  expect(machine.provider.submits).toEqual([]);
  for (let step = 0; step < 3; step += 1) {
    await other.gateway.advance(id);
    await machine.pass(60_000);
  }
  expect((await other.gateway.job(id)).state).toBe('succeeded');
  expect([machine.provider.submits.length, machine.provider.charges]).toEqual([1, 1]);
});

test('a worker that wakes after somebody settled its attempt leaves the next one alone', async () => {
  const machine = await setupMachine();
  const { id, other, wake, sleeping } = await setupSleeper(machine);
  await other.gateway.resolve(id, { action: 'no-task' });
  const { job: before } = await other.gateway.advance(id);
  expect(before.attempts.map(({ state }) => state)).toEqual(['rejected', 'accepted']);
  wake();
  await sleeping;
  const { attempts } = await other.gateway.job(id);
  expect(attempts.map(({ state }) => state)).toEqual(['rejected', 'accepted']);
  expect([machine.provider.submits.length, machine.provider.charges]).toEqual([1, 1]);
});

const decisions = [
  ['adopt', 'running', [1, 0]],
  ['resubmit', 'running', [1, 1]],
  ['abandon', 'failed', [1, 0]],
] as const;

test.each(decisions)(
  'an answer that comes after a person decided to %s changes nothing, and is not passed over',
  async (action, state, bill) => {
    const machine = await setupMachine({ usd: { 5: 0.3 } });
    const { provider: first, time, pass } = machine;
    const second = fakeProvider({ id: 'second', clock: time, usd: { 5: 0.4 } });
    const providers = [first, second];
    const [late, other] = [1, 2].map(() => machine.start({ drive: false, providers }));
    if (late === undefined || other === undefined) throw new Error('two processes');
    const { id } = await late.gateway.submit(request);
    first.onNextSubmit({ do: 'accept', afterMs: 200_000 });
    const answering = late.gateway.advance(id);
    await pass(beyondLeaseMs);
    await other.gateway.advance(id);
    const taskId = first.tasks[0]?.id ?? 'none';
    const resolution: Resolution = action === 'adopt' ? { action, taskId } : { action };
    await other.gateway.resolve(id, resolution);
    if (action === 'resubmit') await other.gateway.advance(id);
    const before = await other.gateway.job(id);
    await pass(beyondLeaseMs);
    await answering;
    const { state: stateNow, attempts } = await other.gateway.job(id);
    expect(stateNow).toBe(state);
    expect(attempts.map((attempt) => [attempt.provider, attempt.state])).toEqual(
      before.attempts.map((attempt) => [attempt.provider, attempt.state]),
    );
    expect(providers.map(({ charges }) => charges)).toEqual(bill);
    // Whoever listens hears of the task, unless it was found before.
    const isTold = JSON.stringify(late.updates.map(({ event }) => event)).includes(taskId);
    expect(isTold).toBe(action !== 'adopt');
  },
);

test.each(['in doubt', 'accepted'] as const)(
  'a report with a forged task id, to another process, does nothing to an attempt that is %s',
  async (what) => {
    const { provider, start } = await setupMachine({ traits: { webhooks: 'unsigned' } });
    const settings = { drive: false, webhooks: { baseUrl: 'https://me.example/hooks' } };
    const [owner, other] = [start(settings), start(settings)];
    const { id } = await owner.gateway.submit(request);
    if (what === 'in doubt') provider.onNextSubmit({ do: 'lose-answer' });
    const { job } = await owner.gateway.advance(id);
    const polls = provider.polls;
    const genuine = provider.delivery(provider.tasks[0]?.id ?? 'none');
    const taskId = provider.tasks[0]?.id ?? 'none';
    const body = Buffer.from(genuine.body).toString().replaceAll(taskId, 'forged-1');
    expect(body).toContain('forged-1');
    const url = String(provider.submits[0]?.body['callbackUrl']);
    const answer = await other.gateway.handleWebhook(
      new Request(url, { method: 'POST', body, headers: { ...genuine.headers } }),
    );
    expect(answer.status).toBe(what === 'in doubt' ? 404 : 200);
    expect(await other.gateway.job(id)).toEqual(job);
    // It is asked for where it might be ours, and nothing more.
    expect(provider.polls - polls).toBe(what === 'in doubt' ? 1 : 0);
  },
);

test('two processes that take over one job at once submit it once', async () => {
  const { provider, start, pass } = await setupMachine();
  const before = start({ drive: false });
  const { id } = await before.gateway.submit(request);
  await before.gateway.close();
  const [first, second] = [start(), start()];
  const taken = await Promise.all([first, second].map(({ gateway }) => gateway.resume()));
  expect(taken).toContain(1);
  await pass(120_000);
  expect((await second.gateway.job(id)).state).toBe('succeeded');
  expect([provider.submits.length, provider.charges]).toEqual([1, 1]);
});

// Whoever recorded the answer no longer owns the job, and its owner held it as unknown.
test('a late answer is followed to its video, though another process took the job over', async () => {
  const { ownClock, provider, start, pass } = await setupMachine();
  const own = ownClock();
  const [sleeper, other] = [start({}, own), start()];
  await other.gateway.resume();
  provider.onNextSubmit({ do: 'accept', afterMs: 200_000 });
  const { id } = await sleeper.gateway.submit(request);
  await pass(5_000);
  own.halt();
  await pass(150_000);
  expect((await other.gateway.job(id)).state).toBe('held');
  await pass(40_000);
  own.wake();
  await pass(1_200_000);
  expect((await other.gateway.job(id)).state).toBe('succeeded');
});

const beatMs = 5_000;

test.each([0, 1_000, 2_500, 4_999])(
  'the jobs of a process that crashes %d ms after a heartbeat are taken over within four',
  async (afterMs) => {
    const { ownClock, start, pass } = await setupMachine();
    const own = ownClock();
    const owner = start({}, own);
    const { id } = await owner.gateway.submit(request);
    await pass(afterMs, 500);
    const other = start();
    await other.gateway.resume();
    await pass(2 * beatMs, 500);
    own.halt();
    const taken = (): boolean => other.updates.some(({ event }) => event.type === 'job-taken');
    await pass(2 * beatMs - 500, 500);
    expect(taken()).toBe(false);
    await pass(2 * beatMs + 500, 500);
    expect(taken()).toBe(true);
    await pass(120_000);
    expect((await other.gateway.job(id)).state).toBe('succeeded');
  },
);

/** A process is gone for so long that a clock says so; the next one has heard nothing of it yet. */
async function afterCrash(answerAfterMs: number) {
  const { ownClock, provider, start, pass } = await setupMachine();
  const own = ownClock();
  provider.onNextSubmit({ do: 'accept', afterMs: answerAfterMs });
  const { id } = await start({}, own).gateway.submit(request);
  await pass(3_000);
  own.halt();
  await pass(40_000);
  const next = start();
  return { next, id, pass, provider, taken: await next.gateway.resume() };
}

test('the job of a process that crashed a while ago is taken over at once', async () => {
  const { next, id, pass, taken } = await afterCrash(0);
  expect(taken).toBe(1);
  await pass(60_000);
  expect((await next.gateway.job(id)).state).toBe('succeeded');
});

test('a submit that may be under way is taken over only after three heartbeats without a word', async () => {
  const { next, id, pass, provider, taken } = await afterCrash(3_600_000);
  expect(taken).toBe(0);
  await pass(3 * beatMs - 1, 1_000);
  expect(next.updates).toEqual([]);
  await pass(1_000);
  expect(next.updates.map(({ event }) => event.type)).toEqual(['job-taken']);
  await pass(60_000);
  expect((await next.gateway.job(id)).state).toBe('held');
  expect(provider.submits.length).toBe(1);
});
