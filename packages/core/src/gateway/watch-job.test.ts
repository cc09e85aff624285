import { expect, test } from 'vitest';
import { stages } from '../../test/job-stages.ts';
import type { WaitingSetup } from '../../test/waiting.ts';
import { held, progressed, settle, setupWaiting, succeeded } from '../../test/waiting.ts';
import { watchJob } from './watch-job.ts';

function collect({ waiting }: WaitingSetup): { heard: string[]; done: Promise<void> } {
  const heard: string[] = [];
  const read = async (): Promise<void> => {
    for await (const { event } of watchJob('job-1', waiting)) heard.push(event.type);
  };
  return { heard, done: read() };
}

test('a watch tells everything in order and ends with the job', async () => {
  const setup = setupWaiting();
  const { heard, done } = collect(setup);
  await settle();
  setup.bus.emit(progressed);
  await settle();
  setup.bus.emit(held);
  setup.bus.emit(progressed);
  await settle();
  setup.bus.emit(succeeded);
  await done;
  expect(heard).toEqual(['attempt-progressed', 'job-held', 'attempt-progressed', 'job-succeeded']);
  expect(setup.listeners()).toBe(0);
});

test('all events of the last change are told', async () => {
  const setup = setupWaiting();
  const { heard, done } = collect(setup);
  await settle();
  setup.bus.emit({ ...progressed, job: stages.succeeded });
  setup.bus.emit(succeeded);
  await done;
  expect(heard).toEqual(['attempt-progressed', 'job-succeeded']);
});

test('what happens while the job is being loaded is told', async () => {
  const setup = setupWaiting(async () => {
    setup.bus.emit(succeeded);
    return stages.succeeded;
  });
  const { heard, done } = collect(setup);
  await done;
  expect(heard).toEqual(['job-succeeded']);
});

test('a slow reader misses nothing', async () => {
  const setup = setupWaiting();
  const updates = watchJob('job-1', setup.waiting);
  const first = updates.next();
  await settle();
  setup.bus.emit(progressed);
  setup.bus.emit(held);
  setup.bus.emit(succeeded);
  expect((await first).value?.event.type).toBe('attempt-progressed');
  await settle();
  expect((await updates.next()).value?.event.type).toBe('job-held');
  expect((await updates.next()).value?.event.type).toBe('job-succeeded');
  expect((await updates.next()).done).toBe(true);
});

test('on a shared ledger, what is told and not stored comes from this process', async () => {
  const setup = setupWaiting();
  const shared = { ...setup, waiting: { ...setup.waiting, shared: true } };
  const { heard } = collect(shared);
  await settle();
  const plan = { candidates: [], excluded: [] };
  setup.bus.emit({ event: { type: 'plan-made', at: 1, plan }, job: stages.running });
  setup.bus.emit(progressed);
  await settle();
  // What is stored comes from the ledger, which tells of nothing here.
  expect(heard).toEqual(['plan-made']);
  setup.closing.abort();
});

test('a job that is over has nothing to tell', async () => {
  const { heard, done } = collect(setupWaiting(stages.failed));
  await done;
  expect(heard).toEqual([]);
});

test('a watch ends when the gateway closes', async () => {
  const setup = setupWaiting();
  const { done } = collect(setup);
  await settle();
  setup.closing.abort();
  await done;
  expect(setup.listeners()).toBe(0);
});

test('a reader that stops leaves nothing behind', async () => {
  const setup = setupWaiting();
  const updates = watchJob('job-1', setup.waiting);
  const first = updates.next();
  await settle();
  expect(setup.listeners()).toBe(1);
  setup.bus.emit(progressed);
  await first;
  await updates.return();
  expect(setup.listeners()).toBe(0);
});

test('a job that does not exist is said, and nothing is left behind', async () => {
  const setup = setupWaiting(() => Promise.reject(new Error('unknown-job')));
  await expect(collect(setup).done).rejects.toThrow('unknown-job');
  expect(setup.listeners()).toBe(0);
});
