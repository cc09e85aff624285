import type { LatencyHint } from '../offer.ts';
import { dayMs } from '../time.ts';
import type { Attempt, Job } from './job.ts';
import type { JobFacts } from './job-facts.ts';
import type { NextAction } from './next-action.ts';
import type { PollingSettings } from './poll-schedule.ts';
import { defaultDeadlineMs, nextPollAt } from './poll-schedule.ts';
import { holdMissing, toHold } from './to-hold.ts';

/** Between polls of a task whose vendor reports its end by itself. */
const backstopIntervalMs = 60_000;
/** Right after its acceptance a task may not be visible yet. */
const notFoundGraceMs = 120_000;
/** For how long results are kept where a vendor does not say. */
export const assumedLifetimeMs = dayMs;

/** An accepted task: polled when it is time, held when it takes too long, and looked at further. */
export function followTask(job: Job, attempt: Attempt, facts: JobFacts, now: number): NextAction {
  const provider = facts.providers.get(attempt.provider);
  if (provider === undefined) return holdMissing(job, attempt);
  const { polling } = facts.policy;
  const { poll } = facts.memory;
  const acceptedAt = attempt.acceptedAt ?? attempt.intendedAt;
  const followedSince = Math.max(acceptedAt, attempt.releasedAt ?? 0);
  const deadlineMs = polling.deadlineMs ?? defaultDeadlineMs;
  const deadline = followedSince + deadlineMs;
  const { lastAt = Number.NEGATIVE_INFINITY } = poll;
  const hint = provider.latency(attempt.model, job.request.duration);
  const pollAt = nextPollAt({
    now,
    acceptedAt,
    held: job.state === 'held',
    hint,
    learned: provider.learned?.(attempt.model, job.request.duration),
    settings: attempt.callbackToken === undefined ? polling : toBackstop(hint, polling),
    memory: poll,
  });
  if (job.state === 'held') {
    const lifetimeMs = provider.traits.resultLifetimeMs ?? assumedLifetimeMs;
    // A clock that leapt over all of it must leave as much time as there was at first.
    const lookUntil = Math.max(deadline + lifetimeMs, job.updatedAt + deadlineMs);
    if (lookUntil <= lastAt && lastAt <= now) return { waitUntil: Number.POSITIVE_INFINITY };
  }
  if (now >= pollAt) return { do: 'poll', attempt };
  if (job.state === 'held') return { waitUntil: pollAt };
  if (poll.notFoundSince !== undefined && now >= poll.notFoundSince + notFoundGraceMs) {
    return toHold(attempt, 'task-not-found', 'no longer knows the task', 'not-found');
  }
  // Only after a look at or past the deadline: a process that slept must not hold what is finished.
  if (now >= deadline && lastAt >= deadline) {
    return toHold(attempt, 'stalled', `has not finished in ${deadlineMs} ms`, 'stalled');
  }
  return { waitUntil: pollAt };
}

/** A vendor that reports the end itself is asked only in case its report gets lost. */
function toBackstop(hint: LatencyHint | undefined, polling: PollingSettings): PollingSettings {
  const usual = hint?.typicalMs[1] ?? 60_000;
  return { firstDelayMs: 2 * usual, intervalMs: backstopIntervalMs, ...polling };
}
