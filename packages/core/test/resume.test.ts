import { createGateway, memoryLedger, systemPorts } from '@vidgate/core';
import type { FakeProvider, TestClock } from '@vidgate/testkit';
import { createTestClock, fakeProvider } from '@vidgate/testkit';
import { expect, test } from 'vitest';

const request = { prompt: 'dawn breaks over the ridge' };

function setup() {
  const clock: TestClock = createTestClock();
  const ledger = memoryLedger();
  const start = (...providers: readonly FakeProvider[]) =>
    createGateway({ providers, ledger, ports: { ...systemPorts, ...clock } });
  return { clock, ledger, start, first: fakeProvider({ id: 'first', clock }) };
}

test('the next process goes on with what the last one left', async () => {
  const { clock, start, first } = setup();
  const before = start(first);
  const { id } = await before.submit(request);
  await clock.advance(1_000);
  await before.close();
  await clock.advance(60_000);
  const after = start(first);
  expect(await after.resume()).toBe(1);
  await clock.advance(60_000);
  expect((await after.job(id)).state).toBe('succeeded');
  expect(first.charges).toBe(1);
  expect(await after.resume()).toBe(0);
});

test('a job of a provider that is not configured any more is held, and completed when it is again', async () => {
  const { clock, start, first } = setup();
  const before = start(first);
  const { id } = await before.submit(request);
  await clock.advance(1_000);
  await before.close();
  const without = start(fakeProvider({ id: 'other', clock }));
  await without.resume();
  await clock.advance(60_000);
  expect(await without.job(id)).toMatchObject({
    state: 'held',
    heldReason: 'provider-missing',
    error: { code: 'provider-missing', provider: 'first' },
  });
  await without.close();
  const after = start(first);
  await after.resume();
  await clock.advance(700_000);
  expect((await after.job(id)).state).toBe('succeeded');
  expect(first.charges).toBe(1);
});

test('a queued job that was never submitted is submitted once by the next process', async () => {
  const { clock, start, first } = setup();
  const before = start(first);
  first.onNextSubmit({ do: 'reject', code: 'rate-limited', retryAfterMs: 60_000 });
  const { id } = await before.submit(request);
  await clock.advance(1_000);
  await before.close();
  const after = start(first);
  await after.resume();
  await clock.advance(120_000);
  expect((await after.job(id)).state).toBe('succeeded');
  expect(first.charges).toBe(1);
});

test('what waits for nothing by itself is looked at every ten minutes, and keeps no process alive', async () => {
  const { clock, ledger, first } = setup();
  const background: boolean[] = [];
  const gateway = createGateway({
    providers: [first],
    ledger,
    ports: {
      ...systemPorts,
      now: clock.now,
      setTimer(callback, delayMs, kind) {
        background.push(kind === 'background');
        return clock.setTimer(callback, delayMs);
      },
    },
  });
  first.onNextSubmit({ do: 'lose-answer' });
  const { id } = await gateway.submit(request);
  await clock.advance(1_000);
  expect((await gateway.job(id)).state).toBe('held');
  // Another process, which drives nothing, brings the answer.
  const elsewhere = createGateway({
    providers: [first],
    ledger,
    drive: false,
    ports: { ...systemPorts, ...clock },
  });
  const taskId = first.tasks[0]?.id ?? 'none';
  await elsewhere.resolve(id, { action: 'adopt', taskId });
  expect(background).toContain(true);
  expect(background).not.toContain(false);
  await clock.advance(600_000);
  expect((await gateway.job(id)).state).toBe('succeeded');
  await gateway.close();
  expect(clock.pending).toBe(0);
});
