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
