import type { VendorTimes } from './job-event.ts';
import type { LatencyEstimate } from './latency-estimate.ts';
import { addLatency } from './latency-estimate.ts';

/** What is known of when a task finished. All times in milliseconds since the epoch. */
export interface FinishedTask {
  readonly acceptedAt: number;
  /** The last answer that it was still running; absent before the first one. */
  readonly runningAt?: number | undefined;
  /** The answer that it had finished. */
  readonly seenAt: number;
  /** What the vendor says of it. */
  readonly times: VendorTimes;
}

/**
 * Learns from a task that has finished.
 *
 * The vendor's word for when it finished is taken only where it lies between the last two answers:
 * another clock, or another meaning, would shift every later poll.
 */
export function learnLatency(estimate: LatencyEstimate, task: FinishedTask): LatencyEstimate {
  const { acceptedAt, runningAt = acceptedAt, seenAt, times } = task;
  const afterMs = runningAt - acceptedAt;
  const byMs = seenAt - acceptedAt;
  if (times.completedAt === undefined) return addLatency(estimate, byMs, afterMs);
  // Where the vendor tells both times, its clock need not agree with ours.
  const saidMs = times.completedAt - (times.createdAt ?? acceptedAt);
  return saidMs > afterMs && saidMs <= byMs
    ? addLatency(estimate, saidMs)
    : addLatency(estimate, byMs, afterMs);
}
