import type { Attempt, JobEvent } from '@vidgate/core';
import type { Timing } from '../comparison-run.ts';
import type { SeenPoll } from './watch-polls.ts';

/**
 * How long a finished attempt took. Pure.
 *
 * By the vendor's own stamps where it gives both; a vendor stamps when it made and ended a task, not
 * when it began to work, so there is no queue time then. Else as it was seen, and how far that may be
 * off: a time in which nobody looked, because this process was gone, is a pause between polls too.
 */
export function measureTiming(
  attempt: Attempt,
  events: readonly JobEvent[],
  polls: readonly SeenPoll[],
): Timing | undefined {
  const { state, intendedAt, acceptedAt, endedAt, vendorCreatedAt, vendorCompletedAt } = attempt;
  if (state !== 'succeeded' && state !== 'failed') return undefined;
  if (acceptedAt === undefined || endedAt === undefined) return undefined;
  const byVendor =
    vendorCreatedAt === undefined || vendorCompletedAt === undefined
      ? Number.NaN
      : vendorCompletedAt - vendorCreatedAt;
  if (byVendor >= 0) return { totalMs: byVendor, basis: 'vendor', resolutionMs: 0 };
  const changes = events.filter((event) => 'attemptId' in event && event.attemptId === attempt.id);
  const looks = polls.filter((poll) => poll.state !== 'error');
  return {
    totalMs: Math.max(endedAt - intendedAt, 0),
    ...toPhases(attempt.intendedAt, endedAt, looks, changes),
    basis: 'polls',
    resolutionMs: findLongestPause([
      acceptedAt,
      ...[...changes, ...looks].map(({ at }) => at).filter((at) => acceptedAt < at && at < endedAt),
      endedAt,
    ]),
  };
}

/** Absent where the task was never seen at work, or an earlier process may have seen it first. */
function toPhases(
  intendedAt: number,
  endedAt: number,
  looks: readonly SeenPoll[],
  changes: readonly JobEvent[],
): Pick<Timing, 'queueMs' | 'runMs'> {
  const [first] = looks;
  const running = looks.find(({ state }) => state === 'running');
  const seenBefore = changes.some(
    ({ type, at }) => type === 'attempt-progressed' && first !== undefined && at < first.at,
  );
  if (running === undefined || seenBefore) return {};
  return {
    queueMs: Math.max(running.at - intendedAt, 0),
    runMs: Math.max(endedAt - running.at, 0),
  };
}

function findLongestPause(times: readonly number[]): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted.reduce(
    (longest, at, index) => Math.max(longest, at - (sorted[index - 1] ?? at)),
    0,
  );
}
