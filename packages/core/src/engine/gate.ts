import type { Clock } from '../ports.ts';
import type { ProviderTraits } from '../provider.ts';

/** Polls leave so much of a minute's requests to submits, which somebody is waiting for. */
const reservedForSubmits = 0.1;

/** What a provider may be asked at once, as far as its traits say. */
export interface Gate {
  /** Takes one request; answers how long to wait, in milliseconds, where there is none left. */
  take(kind: 'submit' | 'poll'): number;
  /** As `take`, without taking. */
  peek(kind: 'submit' | 'poll'): number;
  /** Notes that a job has a task there, or has none any more. */
  occupy(jobId: string, occupied: boolean): void;
  /** Whether another task may run there. In this process only: others count their own. */
  readonly isFull: boolean;
  /** Notes that a job waits for a place, or does not any more. */
  queue(jobId: string, waits: boolean): void;
  /** How soon one that waits for a place looks again, in milliseconds: the more wait, the later. */
  readonly lookAgainMs: number;
}

const soonestLookMs = 1_000;
const latestLookMs = 30_000;
/** So many may look within each `soonestLookMs`. */
const looksAtOnce = 100;

/** A bucket of requests that fills evenly over a minute, and a count of running tasks. */
export function createGate(limits: ProviderTraits['limits'], clock: Clock): Gate {
  const capacity = limits.requestsPerMinute ?? Number.POSITIVE_INFINITY;
  const perMs = capacity / 60_000;
  const tasks = new Set<string>();
  const waiting = new Set<string>();
  let tokens = capacity;
  let filledAt = clock.now();

  const peek = (kind: 'submit' | 'poll'): number => {
    const now = clock.now();
    tokens = Math.min(capacity, tokens + Math.max(0, now - filledAt) * perMs);
    filledAt = now;
    const needed = 1 + (kind === 'poll' ? Math.floor(capacity * reservedForSubmits) : 0);
    const missing = needed - tokens;
    // Fractions of a request add up to a little less than whole ones.
    return capacity === Number.POSITIVE_INFINITY || missing < 1e-6
      ? 0
      : Math.ceil(missing / perMs - 1e-6);
  };

  return {
    peek,
    take(kind) {
      const waitMs = peek(kind);
      if (waitMs === 0) tokens -= 1;
      return waitMs;
    },
    occupy(jobId, occupied) {
      if (occupied) tasks.add(jobId);
      else tasks.delete(jobId);
    },
    get isFull() {
      return tasks.size >= (limits.concurrentTasks ?? Number.POSITIVE_INFINITY);
    },
    queue(jobId, waits) {
      if (waits) waiting.add(jobId);
      else waiting.delete(jobId);
    },
    get lookAgainMs() {
      return Math.min(soonestLookMs * Math.ceil(waiting.size / looksAtOnce || 1), latestLookMs);
    },
  };
}
