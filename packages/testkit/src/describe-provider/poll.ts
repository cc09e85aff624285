import type { TaskStatus } from '@vidgate/core';
import { expect, test } from 'vitest';
import type { ProviderHarness } from './provider-harness.ts';
import type { Rig } from './rig.ts';
import { createRig } from './rig.ts';

const once = 'contract: a poll is exactly one HTTP request, but for the declared reads of an end';

/** What a task’s states are called, and what is known of each. */
export function describePoll(harness: ProviderHarness): void {
  test('a task goes from waiting to its video, every state known, one request per poll', async () => {
    const rig = createRig(harness);
    const { task } = await rig.submit();
    const statuses = await pollToTheEnd(rig, task);
    const end = statuses.at(-1);
    const { readsOfEnd = 1 } = harness;
    expect(rig.network.sent, once).toHaveLength(statuses.length + readsOfEnd);
    expect(new Set(statuses.slice(0, -1).map(({ state }) => state))).toEqual(
      new Set(['queued', 'running']),
    );
    expect(end).toMatchObject({ state: 'succeeded' });
    for (const { url } of end?.state === 'succeeded' ? end.assets : []) {
      expect(url).toMatch(/^https?:\/\//);
    }
    for (const status of statuses) expectSaneFacts(status);
  });

  test('a finished task costs something where the traits say that the cost is reported', async () => {
    const rig = createRig(harness);
    const accepted = await rig.submit();
    await rig.finishTasks();
    const { cost } = await rig.poll(accepted.task);
    const { reportsCost } = rig.provider.traits;
    expect(cost !== undefined || accepted.cost !== undefined, 'reportsCost is honest').toBe(
      reportsCost,
    );
    if (cost !== undefined) expect(cost.usdMicros).toBeGreaterThan(0);
  });

  test.each(harness.failures.map(({ vendor, code, charged }) => [vendor, code, charged] as const))(
    'a task that the vendor fails with %j is a value: failed, %s',
    async (words, code, charged) => {
      const { vendor, submit, poll, provider, finishTasks } = createRig(harness);
      vendor.inject({ name: 'task-fails', ...words });
      const { task } = await submit();
      await finishTasks();
      const status = await poll(task);
      expect(status.state, 'contract: a failed task is returned, not thrown').toBe('failed');
      if (status.state !== 'failed') return;
      expect(status.error.code).toBe(code);
      expect(status.error.message).not.toBe('');
      expect(status.error.charged).toBe(charged ?? provider.traits.failedTasksCharged);
    },
  );

  test('the failures of the harness include a rejected content', () => {
    expect(harness.failures.map(({ code }) => code)).toContain('content-rejected');
  });

  if (harness.lacks?.includes('task-canceled')) {
    test('this vendor cancels nothing, and its double refuses to', () => {
      const { vendor } = createRig(harness);
      expect(() => vendor.inject({ name: 'task-canceled' })).toThrow(TypeError);
    });
  } else {
    test('a task that the vendor canceled is canceled, not failed', async () => {
      const { vendor, submit, poll, finishTasks } = createRig(harness);
      vendor.inject({ name: 'task-canceled' });
      const { task } = await submit();
      await finishTasks();
      expect(await poll(task)).toMatchObject({ state: 'canceled' });
    });
  }

  test('a state that nobody knows is unrecognized and changes nothing', async () => {
    const { vendor, submit, poll, finishTasks } = createRig(harness);
    const { task } = await submit();
    for (const status of ['contemplating', 'FAILED_MAYBE']) {
      vendor.inject({ name: 'unknown-status', status });
      expect(await poll(task), 'contract: an unknown state is never an end').toMatchObject({
        state: 'unrecognized',
        vendorState: status,
      });
    }
    await finishTasks();
    expect(await poll(task)).toMatchObject({ state: 'succeeded' });
  });

  test('a success without a video is unreadable, never failed, and may be whole the next time', async () => {
    const { vendor, submit, poll, finishTasks, failureOf } = createRig(harness);
    const { task } = await submit();
    await finishTasks();
    vendor.inject({ name: 'completed-without-url' });
    const error = await failureOf(poll(task));
    expect(error).toMatchObject({ code: 'invalid-response', outcome: 'accepted' });
    expect(await poll(task)).toMatchObject({ state: 'succeeded' });
  });

  test('a task is polled by another process, from its handle or from its bare id', async () => {
    const { another, submit, clock } = createRig(harness);
    const { task } = await submit();
    const stored = JSON.parse(JSON.stringify(task));
    expect(stored).toEqual(task);
    const other = another();
    expect((await other.poll(stored, { clock })).state).toMatch(/queued|running/);
    const fromId = other.taskFromId(task.id, task.model);
    expect(fromId).toMatchObject({ id: task.id, model: task.model });
    expect((await another().poll(fromId, { clock })).state).toMatch(/queued|running/);
  });

  if (harness.oddTaskIds.length === 0) {
    test('this vendor has ids of one plain form, and its double refuses to make others', () => {
      const { vendor } = createRig(harness);
      expect(() => vendor.inject({ name: 'odd-task-id', id: 'a b' })).toThrow(TypeError);
    });
  }

  test.each([...harness.oddTaskIds])('the id %j is kept and found again', async (id) => {
    const { vendor, submit, poll } = createRig(harness);
    vendor.inject({ name: 'odd-task-id', id });
    const { task } = await submit();
    expect(task.id).toBe(String(id));
    expect((await poll(task)).state).toMatch(/queued|running/);
  });

  test.each(['a/b', '../me', 'a b?c&d=e#f', '100%', 'ü+ü', 'a:b;c'])(
    'the id %j goes into the URL whole, and nowhere else',
    async (id) => {
      const { provider, poll, offer, network } = createRig(harness);
      await poll(provider.taskFromId(id, offer.model)).catch(() => {});
      const url = new URL(network.sent[0]?.url ?? 'https://nothing.invalid');
      const parts = [
        ...url.pathname.split('/').map(decodeURIComponent),
        ...url.searchParams.values(),
      ];
      expect(parts, `contract: ids are opaque and encoded, but ${url} was asked`).toContain(id);
    },
  );
}

async function pollToTheEnd(
  rig: Rig,
  task: Parameters<Rig['poll']>[0],
): Promise<readonly TaskStatus[]> {
  const statuses = [await rig.poll(task)];
  while (/queued|running/.test(statuses.at(-1)?.state ?? '') && statuses.length < 200) {
    await rig.clock.advance(5_000);
    statuses.push(await rig.poll(task));
  }
  return statuses;
}

function expectSaneFacts(status: TaskStatus): void {
  expect(status.vendorState).not.toBe('');
  expect(JSON.parse(JSON.stringify(status)), 'contract: a status is JSON').toEqual(status);
  const { createdAt, completedAt } = status;
  const year = 365 * 24 * 3_600_000;
  for (const at of [createdAt, completedAt]) {
    if (at === undefined) continue;
    const off = Math.abs(at - Date.UTC(2026, 10, 21));
    expect(off, 'contract: times are milliseconds since the epoch').toBeLessThan(year);
  }
  if ('progress' in status && status.progress !== undefined) {
    expect(status.progress).toBeGreaterThanOrEqual(0);
    expect(status.progress, 'contract: progress goes from 0 to 1').toBeLessThanOrEqual(1);
  }
}
