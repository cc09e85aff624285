import { createTestClock } from '@vidgate/testkit';
import { expect, test } from 'vitest';
import { withPatience } from './with-patience.ts';

const busy = Object.assign(new Error('database is locked'), { errcode: 5 });

function setup(busyTimes: number, error: Error = busy) {
  const clock = createTestClock(0);
  const pauses: number[] = [];
  let tries = 0;
  const result = withPatience(
    {
      random: () => 0.5,
      setTimer(callback, delayMs) {
        pauses.push(delayMs);
        return clock.setTimer(callback, delayMs);
      },
    },
    () => {
      tries += 1;
      if (tries <= busyTimes) throw error;
      return 'done';
    },
  );
  return { clock, pauses, result, tries: () => tries };
}

test('what is not busy is done at once', async () => {
  const { result, pauses } = setup(0);
  expect(await result).toBe('done');
  expect(pauses).toEqual([]);
});

test('the pauses grow, but not for ever', async () => {
  const { result, pauses, clock } = setup(9);
  await clock.advance(1_000);
  expect(await result).toBe('done');
  expect(pauses).toEqual([1, 2, 4, 8, 16, 32, 50, 50, 50]);
});

test('after 30 seconds it gives up, with the error of the last try', async () => {
  const { result, clock, tries } = setup(Number.POSITIVE_INFINITY);
  const failed = expect(result).rejects.toBe(busy);
  await clock.advance(30_100);
  await failed;
  expect(clock.pending).toBe(0);
  expect(tries()).toBeGreaterThan(600);
});

test('any other error is no reason to wait', async () => {
  const full = Object.assign(new Error('database or disk is full'), { errcode: 13 });
  const { result, tries } = setup(1, full);
  await expect(result).rejects.toBe(full);
  expect(tries()).toBe(1);
});
