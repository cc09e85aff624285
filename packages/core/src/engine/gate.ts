import type { Clock } from '../ports.ts';
import type { ProviderTraits } from '../provider.ts';

/** Polls leave so much of a minute's requests to submits, which somebody is waiting for. */
const reservedForSubmits = 0.1;

/**
 * So many submits may be on their way at once, and as many more as were answered lately: a provider
 * that answers is soon given all there is, and one that has begun to swallow submits gets few.
 */
const usuallyOnTheirWay = 20;
/** After one that was left in doubt; each answer is worth one more, up to the usual number. */
const onTheirWayAfterDoubt = 1;
/** An answer counts less and less: a third of it after so long. */
const heardFadesMs = 10_000;

/** What a provider may be asked at once: by its traits, and by what it answers. */
export interface Gate {
  /** Takes one request; answers how long to wait, in milliseconds, where there is none left. */
  take(kind: 'submit' | 'poll'): number;
  /** As `take`, without taking. */
  peek(kind: 'submit' | 'poll'): number;
  /** Notes that a job has a task there, or has none any more. */
  occupy(jobId: string, occupied: boolean): void;
  /** Notes that a submit is on its way. */
  send(jobId: string): void;
  /** Notes that it no longer is, and what came of it: `nothing` where it was not sent after all. */
  arrive(jobId: string, came: 'answer' | 'doubt' | 'nothing'): void;
  /** Why nothing more may be sent there now. In this process only: others count their own. */
  readonly full: 'running-tasks' | 'unanswered-submits' | undefined;
  /** Notes that a job waits for a place, or does not any more. */
  queue(jobId: string, waits: boolean): void;
  /** Hears which of those that wait may look now, because there is room: the first that came. */
  onRoom(listener: (jobId: string) => void): void;
  /**
   * How soon one that waits looks again by itself, in milliseconds, where nobody calls it: the more
   * wait, the later.
   */
  readonly lookAgainMs: number;
}

const soonestLookMs = 1_000;
const latestLookMs = 30_000;
/** So many may look within each `soonestLookMs`. */
const looksAtOnce = 100;

/** A bucket of requests that fills evenly over a minute, and counts of submits and of running tasks. */
export function createGate(limits: ProviderTraits['limits'], clock: Clock): Gate {
  const capacity = limits.requestsPerMinute ?? Number.POSITIVE_INFINITY;
  const perMs = capacity / 60_000;
  const tasks = new Set<string>();
  const waiting = new Set<string>();
  const onTheirWay = new Set<string>();
  let most = usuallyOnTheirWay;
  let heard = 0;
  let heardAt = clock.now();
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

  const fadeHeard = (): number => {
    const now = clock.now();
    heard *= Math.exp(-Math.max(0, now - heardAt) / heardFadesMs);
    heardAt = now;
    return heard;
  };

  let call: (jobId: string) => void = () => {};
  const callNext = (count: number): void => {
    let left = count;
    for (const jobId of waiting) {
      if (left === 0) return;
      left -= 1;
      waiting.delete(jobId);
      call(jobId);
    }
  };

  const isMuch = (): boolean => onTheirWay.size >= most + fadeHeard();

  return {
    peek,
    take(kind) {
      const waitMs = peek(kind);
      if (waitMs === 0) tokens -= 1;
      return waitMs;
    },
    occupy(jobId, occupied) {
      if (occupied) tasks.add(jobId);
      else if (tasks.delete(jobId)) callNext(1);
    },
    send: (jobId) => void onTheirWay.add(jobId),
    arrive(jobId, came) {
      if (!onTheirWay.delete(jobId)) return;
      if (came === 'doubt') [most, heard] = [onTheirWayAfterDoubt, 0];
      else if (came === 'answer' && most < usuallyOnTheirWay) most += 1;
      else if (came === 'answer') heard = fadeHeard() + 1;
      if (isMuch()) return;
      // Its own place, and the one that an answer is worth.
      callNext(came === 'answer' ? 2 : 1);
    },
    get full() {
      if (tasks.size >= (limits.concurrentTasks ?? Number.POSITIVE_INFINITY))
        return 'running-tasks';
      return isMuch() ? 'unanswered-submits' : undefined;
    },
    queue(jobId, waits) {
      if (waits) waiting.add(jobId);
      else waiting.delete(jobId);
    },
    onRoom(listener) {
      call = listener;
    },
    get lookAgainMs() {
      return Math.min(soonestLookMs * Math.ceil(waiting.size / looksAtOnce || 1), latestLookMs);
    },
  };
}
