import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import type { Gate } from './gate.ts';
import { createGate } from './gate.ts';

test('a provider without documented limits is never full', () => {
  const gate = createGate({}, createTestClock());
  for (let index = 0; index < 1_000; index += 1) {
    expect(gate.take('submit')).toBe(0);
    gate.occupy(`job-${index}`, true);
  }
  expect(gate.full).toBeUndefined();
});

test('requests come back evenly over a minute', async () => {
  const clock = createTestClock();
  const gate = createGate({ requestsPerMinute: 60 }, clock);
  for (let index = 0; index < 60; index += 1) expect(gate.take('submit')).toBe(0);
  expect(gate.take('submit')).toBe(1_000);
  await clock.advance(999);
  expect(gate.peek('submit')).toBe(1);
  await clock.advance(1);
  expect(gate.take('submit')).toBe(0);
});

test('polls leave the last tenth to submits', () => {
  const gate = createGate({ requestsPerMinute: 10 }, createTestClock());
  for (let index = 0; index < 9; index += 1) expect(gate.take('poll')).toBe(0);
  expect(gate.take('poll')).toBeGreaterThan(0);
  expect(gate.take('submit')).toBe(0);
});

test('a task occupies one place, however often it is noted, until it ends', () => {
  const gate = createGate({ concurrentTasks: 2 }, createTestClock());
  gate.occupy('a', true);
  gate.occupy('a', true);
  expect(gate.full).toBeUndefined();
  gate.occupy('b', true);
  expect(gate.full).toBe('running-tasks');
  gate.occupy('a', false);
  expect(gate.full).toBeUndefined();
});

test('peeking takes nothing', () => {
  const gate = createGate({ requestsPerMinute: 1 }, createTestClock());
  expect([gate.peek('submit'), gate.peek('submit'), gate.take('submit')]).toEqual([0, 0, 0]);
  expect(gate.peek('submit')).toBe(60_000);
});

test('a bucket never holds more than a minute’s requests', async () => {
  const clock = createTestClock();
  const gate = createGate({ requestsPerMinute: 2 }, clock);
  await clock.advance(3_600_000);
  expect([gate.take('submit'), gate.take('submit'), gate.take('submit')]).toEqual([0, 0, 30_000]);
});

test('one who gives a place back that it never had changes nothing', () => {
  const gate = createGate({ concurrentTasks: 1 }, createTestClock());
  gate.occupy('a', true);
  gate.occupy('b', false);
  expect(gate.full).toBe('running-tasks');
});

test.each([
  [0, 1_000],
  [1, 1_000],
  [100, 1_000],
  [101, 2_000],
  [250, 3_000],
  [10_000, 30_000],
])('where %d wait for a place each looks again after %d ms', (count, ms) => {
  const gate = createGate({}, createTestClock());
  for (let index = 0; index < count; index += 1) gate.queue(`job-${index}`, true);
  expect(gate.lookAgainMs).toBe(ms);
});

test('who has been given a place no longer waits for one', () => {
  const gate = createGate({}, createTestClock());
  for (let index = 0; index < 101; index += 1) gate.queue(`job-${index}`, true);
  gate.queue('job-0', true);
  gate.queue('job-0', false);
  expect(gate.lookAgainMs).toBe(1_000);
});

function send(gate: Gate, from: number, to: number): void {
  for (let index = from; index < to; index += 1) gate.send(`job-${index}`);
}

function answer(
  gate: Gate,
  from: number,
  to: number,
  came: Parameters<Gate['arrive']>[1] = 'answer',
): void {
  for (let index = from; index < to; index += 1) gate.arrive(`job-${index}`, came);
}

test('twenty submits without an answer are as many as there may be at first', () => {
  const gate = createGate({}, createTestClock());
  send(gate, 0, 19);
  expect(gate.full).toBeUndefined();
  send(gate, 19, 20);
  expect(gate.full).toBe('unanswered-submits');
  answer(gate, 0, 1);
  expect(gate.full).toBeUndefined();
});

test('a provider that answers may be sent as many more as it has answered lately', async () => {
  const clock = createTestClock();
  const gate = createGate({}, clock);
  send(gate, 0, 20);
  answer(gate, 0, 20);
  send(gate, 20, 59);
  expect(gate.full).toBeUndefined();
  send(gate, 59, 60);
  expect(gate.full).toBe('unanswered-submits');
});

test.each([
  [0, 40],
  [10_000, 28],
  [60_000, 21],
])('%d ms after twenty answers, %d submits fill it', async (ms, most) => {
  const clock = createTestClock();
  const gate = createGate({}, clock);
  send(gate, 0, 20);
  answer(gate, 0, 20);
  await clock.advance(ms);
  send(gate, 20, 20 + most - 1);
  expect(gate.full).toBeUndefined();
  send(gate, 20 + most - 1, 20 + most);
  expect(gate.full).toBe('unanswered-submits');
});

test('submits that were not sent after all make no room for more than themselves', () => {
  const gate = createGate({}, createTestClock());
  send(gate, 0, 20);
  answer(gate, 0, 20, 'nothing');
  send(gate, 20, 39);
  expect(gate.full).toBeUndefined();
  send(gate, 39, 40);
  expect(gate.full).toBe('unanswered-submits');
});

/** How many more may be sent now. */
function roomIn(gate: Gate): number {
  let sent = 0;
  for (; gate.full === undefined; sent += 1) gate.send(`more-${sent}`);
  for (let index = 0; index < sent; index += 1) gate.arrive(`more-${index}`, 'nothing');
  return sent;
}

test('after one in doubt they go one by one, and each answer is worth one more', () => {
  const gate = createGate({}, createTestClock());
  send(gate, 0, 40);
  answer(gate, 0, 30);
  answer(gate, 30, 31, 'doubt');
  expect(gate.full).toBe('unanswered-submits');
  answer(gate, 31, 40, 'nothing');
  expect(roomIn(gate)).toBe(1);
  send(gate, 40, 41);
  answer(gate, 40, 41);
  expect(roomIn(gate)).toBe(2);
  send(gate, 41, 43);
  answer(gate, 41, 43);
  expect(roomIn(gate)).toBe(4);
});

test('enough answers give back what a doubt has taken', () => {
  const gate = createGate({}, createTestClock());
  send(gate, 0, 1);
  answer(gate, 0, 1, 'doubt');
  send(gate, 1, 20);
  answer(gate, 1, 20);
  expect(roomIn(gate)).toBe(20);
  send(gate, 20, 21);
  answer(gate, 20, 21);
  expect(roomIn(gate)).toBe(21);
});

test('a doubt calls nobody as long as there is no room', () => {
  const gate = createGate({}, createTestClock());
  const called: string[] = [];
  gate.onRoom((jobId) => called.push(jobId));
  send(gate, 0, 3);
  gate.queue('waits', true);
  answer(gate, 0, 2, 'doubt');
  expect(called).toEqual([]);
  answer(gate, 2, 3, 'doubt');
  expect(called).toEqual(['waits']);
});

test('an answer that is noted twice counts once', () => {
  const gate = createGate({}, createTestClock());
  send(gate, 0, 1);
  for (let times = 0; times < 5; times += 1) answer(gate, 0, 1);
  send(gate, 1, 22);
  expect(gate.full).toBe('unanswered-submits');
});

function setupWaiting(): { readonly gate: Gate; readonly called: readonly string[] } {
  const gate = createGate({ concurrentTasks: 1 }, createTestClock());
  const called: string[] = [];
  gate.onRoom((jobId) => called.push(jobId));
  for (const jobId of ['first', 'second', 'third']) gate.queue(jobId, true);
  return { gate, called };
}

test('a place that gets free calls the one that has waited longest, once', () => {
  const { gate, called } = setupWaiting();
  gate.occupy('running', true);
  gate.occupy('running', false);
  gate.occupy('running', false);
  expect(called).toEqual(['first']);
});

test.each([
  ['answer', ['first', 'second']],
  ['doubt', ['first']],
  ['nothing', ['first']],
] as const)('a submit that has come to %s calls %j', (came, expected) => {
  const { gate, called } = setupWaiting();
  gate.send('sent');
  gate.arrive('sent', came);
  gate.arrive('sent', came);
  expect(called).toEqual(expected);
});

test('one that no longer waits is not called', () => {
  const { gate, called } = setupWaiting();
  gate.queue('first', false);
  gate.occupy('running', true);
  gate.occupy('running', false);
  expect(called).toEqual(['second']);
});
