import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('a provider without documented limits is never full', () => {
  const gate = createGate({}, createTestClock());
  for (let index = 0; index < 1_000; index += 1) {
    expect(gate.take('submit')).toBe(0);
    gate.occupy(`job-${index}`, true);
  }
  expect(gate.isFull).toBe(false);
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
  expect(gate.isFull).toBe(false);
  gate.occupy('b', true);
  expect(gate.isFull).toBe(true);
  gate.occupy('a', false);
  expect(gate.isFull).toBe(false);
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
  expect(gate.isFull).toBe(true);
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
