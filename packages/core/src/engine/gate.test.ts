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

/** A gate of which 10 places are taken when its vendor says "too many". */
function throttledGate(limits: Parameters<typeof createGate>[0] = {}) {
  const clock = createTestClock();
  const gate = createGate(limits, clock);
  for (let index = 0; index < 10; index += 1) gate.occupy(`job-${index}`, true);
  gate.throttle();
  return { clock, gate };
}

/** How many of the 10 tasks must be gone before another may run. */
function placesOf(gate: ReturnType<typeof createGate>): number {
  let taken = 10;
  while (taken > 0 && gate.isFull) {
    taken -= 1;
    gate.occupy(`job-${taken}`, false);
  }
  return taken + 1;
}

test.each([
  ['at once', 0, 7],
  ['after half a minute', 30_000, 8],
  ['just before a minute', 59_999, 9],
])(
  'of ten tasks that were too many %s seven or a little more may run',
  async (_when, ms, places) => {
    const { clock, gate } = throttledGate();
    await clock.advance(ms);
    expect(gate.isFull).toBe(true);
    expect(placesOf(gate)).toBe(places);
  },
);

test('after a minute as many may run as before', async () => {
  const { clock, gate } = throttledGate();
  await clock.advance(60_000);
  expect(gate.isFull).toBe(false);
});

test('a throttled provider that runs nothing may still run one', () => {
  const gate = createGate({}, createTestClock());
  gate.throttle();
  expect(gate.isFull).toBe(false);
  gate.occupy('a', true);
  expect(gate.isFull).toBe(true);
});

test('what an account may have at most holds beside what its vendor says now', async () => {
  const { clock, gate } = throttledGate({ concurrentTasks: 5 });
  expect(placesOf(gate)).toBe(5);
  await clock.advance(60_000);
  gate.occupy('another', true);
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
