import { createTestClock } from '@vidgate/testkit';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createTimerQueue } from './timer-queue.ts';

function setup() {
  const clock = createTestClock(0);
  const due: string[] = [];
  const queue = createTimerQueue(clock, (key) => due.push(`${key}@${clock.now()}`));
  return { clock, queue, due };
}

test('keys come due in the order of their times, on one timer', async () => {
  const { clock, queue, due } = setup();
  queue.set('c', 30);
  queue.set('a', 10);
  queue.set('b', 20);
  expect(clock.pending).toBe(1);
  await clock.advance(15);
  expect(due).toEqual(['a@10']);
  await clock.advance(100);
  expect(due).toEqual(['a@10', 'b@20', 'c@30']);
  expect(clock.pending).toBe(0);
});

test.each([
  ['later', 50],
  ['sooner', 5],
])('a time that is replaced by a %s one counts once', async (_what, at) => {
  const { clock, queue, due } = setup();
  queue.set('a', 10);
  queue.set('b', 11);
  queue.set('a', at);
  await clock.advance(100);
  expect(due.toSorted()).toEqual([`a@${at}`, 'b@11'].toSorted());
});

test('a key that is set to the same time twice comes due once', async () => {
  const { clock, queue, due } = setup();
  queue.set('a', 10);
  queue.set('a', 10);
  await clock.advance(20);
  expect(due).toEqual(['a@10']);
});

test('a deleted key does not come due, others do', async () => {
  const { clock, queue, due } = setup();
  queue.set('a', 10);
  queue.set('b', 10);
  queue.delete('a');
  queue.delete('nobody');
  await clock.advance(20);
  expect(due).toEqual(['b@10']);
});

test('a key that was deleted can be set again', async () => {
  const { clock, queue, due } = setup();
  queue.set('a', 10);
  queue.delete('a');
  queue.set('a', 30);
  await clock.advance(50);
  expect(due).toEqual(['a@30']);
});

test('a time that has passed is now', async () => {
  const { clock, queue, due } = setup();
  await clock.advance(100);
  queue.set('a', 5);
  await clock.advance(0);
  expect(due).toEqual(['a@100']);
});

test('a clear forgets all and stops the timer', async () => {
  const { clock, queue, due } = setup();
  queue.set('a', 10);
  queue.clear();
  expect(clock.pending).toBe(0);
  await clock.advance(20);
  expect(due).toEqual([]);
});

test('a time beyond what timers take is waited for in turns', async () => {
  const { clock, queue, due } = setup();
  const delays: number[] = [];
  const watched = createTimerQueue(
    {
      now: clock.now,
      setTimer: (callback, ms) => {
        delays.push(ms);
        return clock.setTimer(callback, ms);
      },
    },
    (key) => due.push(`${key}@${clock.now()}`),
  );
  const at = 5 * 2 ** 31;
  watched.set('a', at);
  await clock.advance(at - 1);
  expect(due).toEqual([]);
  await clock.advance(1);
  expect(due).toEqual([`a@${at}`]);
  expect(Math.max(...delays)).toBeLessThanOrEqual(2 ** 31 - 1);
  expect(delays.length).toBeGreaterThan(4);
  queue.clear();
});

/** Timers that run on, under a clock that a test sets. */
function setupJumping() {
  const time = createTestClock(0);
  let offsetMs = 0;
  let timersSet = 0;
  const clock = {
    now: () => time.now() + offsetMs,
    setTimer(callback: () => void, delayMs: number) {
      timersSet += 1;
      return time.setTimer(callback, delayMs);
    },
  };
  const due: string[] = [];
  const queue = createTimerQueue(clock, (key) => due.push(`${key}@${time.now()}`));
  return {
    time,
    queue,
    due,
    clock,
    jump(ms: number): void {
      offsetMs += ms;
    },
    timersSet: () => timersSet,
  };
}

const hour = 3_600_000;

test('on a clock that was set back all keys are due when the timer fires, and no timer is set in vain', async () => {
  const { time, queue, due, jump, timersSet } = setupJumping();
  queue.set('a', 10_000);
  queue.set('b', hour);
  queue.set('never', Number.POSITIVE_INFINITY);
  jump(-hour);
  await time.advance(10_000);
  expect(due).toEqual(['a@10000', 'b@10000']);
  await time.advance(2 * hour);
  expect(due).toHaveLength(2);
  expect(timersSet()).toBe(1);
});

test('a clock that was set back is also noticed by who sets another key', async () => {
  const { time, queue, due, clock, jump } = setupJumping();
  queue.set('a', hour);
  await time.advance(10_000);
  jump(-hour);
  queue.set('b', clock.now() + 5_000);
  queue.set('c', clock.now() + 1_000);
  await time.advance(0);
  expect(due.toSorted()).toEqual(['a@10000', 'b@10000', 'c@10000']);
  queue.set('b', clock.now() + 5_000);
  await time.advance(5_000);
  expect(due.at(-1)).toBe('b@15000');
});

test('a key that sets itself anew on a clock that was set back waits like any other', async () => {
  const { time, clock, jump } = setupJumping();
  const due: number[] = [];
  const queue = createTimerQueue(clock, (key) => {
    due.push(time.now());
    queue.set(key, clock.now() + 10_000);
  });
  queue.set('a', 10_000);
  jump(-hour);
  await time.advance(35_000);
  expect(due).toEqual([10_000, 20_000, 30_000]);
});

test('a clock that is only a little behind its timers makes nothing due early', async () => {
  const { time, queue, due, jump } = setupJumping();
  queue.set('a', 10_000);
  queue.set('b', hour);
  jump(-1_000);
  await time.advance(11_000);
  expect(due).toEqual(['a@11000']);
});

test('a clock that goes forward is noticed when the timer fires', async () => {
  const { time, queue, due, jump } = setupJumping();
  queue.set('a', 10_000);
  queue.set('b', hour);
  jump(hour);
  await time.advance(10_000);
  expect(due).toEqual(['a@10000', 'b@10000']);
});

test('never is never, and no timer', async () => {
  const { clock, queue, due } = setup();
  queue.set('a', Number.POSITIVE_INFINITY);
  expect(clock.pending).toBe(0);
  await clock.advance(1e9);
  expect(due).toEqual([]);
});

test('a key may set itself anew when it comes due', async () => {
  const clock = createTestClock(0);
  const due: number[] = [];
  const queue = createTimerQueue(clock, (key) => {
    due.push(clock.now());
    if (due.length < 3) queue.set(key, clock.now() + 10);
  });
  queue.set('a', 10);
  await clock.advance(100);
  expect(due).toEqual([10, 20, 30]);
  expect(clock.pending).toBe(0);
});

test('any sequence of sets and deletes comes due as its last word says', async () => {
  const step = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'),
    at: fc.option(fc.integer({ min: 1, max: 100 }), { freq: 4 }),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
      const timers = new Set<() => void>();
      let now = 0;
      const due: [string, number][] = [];
      const queue = createTimerQueue(
        {
          now: () => now,
          setTimer: (callback) => {
            timers.add(callback);
            return () => {};
          },
        },
        (key) => due.push([key, now]),
      );
      const last = new Map<string, number>();
      for (const { key, at } of steps) {
        if (at === null) {
          queue.delete(key);
          last.delete(key);
        } else {
          queue.set(key, at);
          last.set(key, at);
        }
      }
      // Every timer ever armed fires at every tick: a queue that trusts its timer too much is found out.
      for (now = 1; now <= 100; now += 1) for (const fire of timers) fire();
      expect(new Map(due)).toEqual(last);
      expect(due).toHaveLength(last.size);
      expect(due.map(([, at]) => at)).toEqual(due.map(([, at]) => at).toSorted((a, b) => a - b));
    }),
    { numRuns: 50 },
  );
});
