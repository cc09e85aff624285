import type { Clock } from '../ports.ts';

/** Many wake-up times, one timer. */
export interface TimerQueue {
  /** Sets when `key` is due, replacing its earlier time. */
  set(key: string, at: number): void;
  delete(key: string): void;
  clear(): void;
}

interface Entry {
  readonly key: string;
  readonly at: number;
}

/** The longest delay that timers take. */
const maxDelayMs = 2 ** 31 - 1;
/** Timers and the time of day drift apart a little. A clock that is further behind was set back. */
const driftMs = 1_000;

/**
 * A binary heap by time; an entry that was replaced stays in it and is skipped when its time comes.
 *
 * Times are times of day, timers run on their own. Where the clock was set back meanwhile, all keys
 * are due at once: nobody waits for as long as the clock went, and what is early is set anew.
 */
export function createTimerQueue(clock: Clock, onDue: (key: string) => void): TimerQueue {
  const heap: Entry[] = [];
  const current = new Map<string, Entry>();
  let cancelTimer = (): void => {};
  let timerAt = Number.POSITIVE_INFINITY;
  /** What the clock said when it was last looked at, and what it is to say when the timer fires. */
  let seenAt = Number.NEGATIVE_INFINITY;
  let firesAt = Number.NEGATIVE_INFINITY;
  let isSetBack = false;

  const lookAtClock = (leastNow: number): number => {
    const now = clock.now();
    isSetBack ||= now < leastNow - driftMs;
    seenAt = now;
    return now;
  };
  const arm = (): void => {
    const next = heap[0]?.at ?? Number.POSITIVE_INFINITY;
    if (next === timerAt) return;
    cancelTimer();
    timerAt = next;
    const now = lookAtClock(seenAt);
    const delayMs = isSetBack ? 0 : Math.min(Math.max(next - now, 0), maxDelayMs);
    firesAt = now + delayMs;
    cancelTimer = next === Number.POSITIVE_INFINITY ? () => {} : clock.setTimer(fire, delayMs);
  };
  const fire = (): void => {
    timerAt = Number.POSITIVE_INFINITY;
    const now = lookAtClock(firesAt);
    const until = isSetBack ? Number.MAX_VALUE : now;
    isSetBack = false;
    // Taken out before anybody hears of them, or a key that sets itself anew would never be done.
    for (const entry of popUntil(heap, until)) {
      if (current.get(entry.key) !== entry) continue;
      current.delete(entry.key);
      onDue(entry.key);
    }
    arm();
  };

  return {
    set(key, at) {
      const entry = { key, at };
      current.set(key, entry);
      push(heap, entry);
      arm();
    },
    delete(key) {
      current.delete(key);
    },
    clear() {
      heap.length = 0;
      current.clear();
      arm();
    },
  };
}

function push(heap: Entry[], entry: Entry): void {
  let index = heap.push(entry) - 1;
  for (let parent = (index - 1) >> 1; index > 0; parent = (index - 1) >> 1) {
    const above = heap[parent];
    if (above === undefined || above.at <= entry.at) break;
    heap[index] = above;
    index = parent;
  }
  heap[index] = entry;
}

/** Takes out what comes no later than a time, in order. */
function popUntil(heap: Entry[], at: number): readonly Entry[] {
  const due: Entry[] = [];
  for (let top = heap[0]; top !== undefined && top.at <= at; top = heap[0]) {
    pop(heap);
    due.push(top);
  }
  return due;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let index = 0;
  for (;;) {
    const left = 2 * index + 1;
    const right = left + 1;
    const child = (heap[right]?.at ?? Infinity) < (heap[left]?.at ?? Infinity) ? right : left;
    const below = heap[child];
    if (below === undefined || below.at >= last.at) break;
    heap[index] = below;
    index = child;
  }
  heap[index] = last;
}
