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

/** A binary heap by time; an entry that was replaced stays in it and is skipped when its time comes. */
export function createTimerQueue(clock: Clock, onDue: (key: string) => void): TimerQueue {
  const heap: Entry[] = [];
  const current = new Map<string, Entry>();
  let cancelTimer = (): void => {};
  let timerAt = Number.POSITIVE_INFINITY;

  const arm = (): void => {
    const next = heap[0]?.at ?? Number.POSITIVE_INFINITY;
    if (next === timerAt) return;
    cancelTimer();
    timerAt = next;
    const delayMs = Math.min(Math.max(next - clock.now(), 0), maxDelayMs);
    cancelTimer = next === Number.POSITIVE_INFINITY ? () => {} : clock.setTimer(fire, delayMs);
  };
  const fire = (): void => {
    timerAt = Number.POSITIVE_INFINITY;
    const now = clock.now();
    for (let top = heap[0]; top !== undefined && top.at <= now; top = heap[0]) {
      pop(heap);
      if (current.get(top.key) !== top) continue;
      current.delete(top.key);
      onDue(top.key);
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
