import type { ErrorRecord } from '../video-gateway-error.ts';
import { afterNoCandidate } from './after-no-candidate.ts';
import { decideAfter } from './decide-after.ts';
import { followTask } from './follow-task.ts';
import type { Attempt, Job } from './job.ts';
import { findLiveAttempt, isFinal } from './job.ts';
import type { JobFacts } from './job-facts.ts';
import { settleDoubt } from './settle-doubt.ts';
import type { Hold } from './to-hold.ts';
import type { PaidStep } from './to-paid-step.ts';
import { toPaidStep } from './to-paid-step.ts';

/** What is to be done about a job now. */
export type NextAction =
  | PaidStep
  | { readonly do: 'replay' | 'look-up' | 'poll'; readonly attempt: Attempt }
  | { readonly do: 'archive'; readonly attempt: Attempt; readonly index: number }
  | { readonly waitUntil: number }
  | Hold
  | { readonly finish: 'succeeded' | 'canceled' }
  | { readonly finish: 'failed'; readonly error: ErrorRecord };

/** The longest pause between two tries to copy a file. */
export const longestArchivePauseMs = 900_000;

/**
 * The heart: says what to do next about a job. Pure, so that everything else is plumbing.
 *
 * A job with a live attempt is followed; one without is finished, or submitted to the first
 * candidate of a fresh plan. Nothing is ever submitted while an attempt is in doubt.
 */
export function nextAction(job: Job, facts: JobFacts, now: number): NextAction {
  // A job whose row cannot be read says nothing that could be acted on.
  const isCorrupt = job.state === 'held' && job.heldReason === 'corrupt';
  if (isFinal(job) || isCorrupt) return { waitUntil: Number.POSITIVE_INFINITY };
  const live = findLiveAttempt(job);
  if (live === undefined) return withoutLiveAttempt(job, facts, now);
  switch (live.state) {
    case 'submitting':
      return { waitUntil: live.leaseUntil };
    case 'unknown':
      return settleDoubt(job, live, facts, now);
    default:
      return followTask(job, live, facts, now);
  }
}

function withoutLiveAttempt(job: Job, facts: JobFacts, now: number): NextAction {
  const last = job.attempts.at(-1);
  const archiving = last?.state === 'succeeded' ? archive(job, last, facts, now) : undefined;
  if (archiving !== undefined) return archiving;
  if (job.cancelRequestedAt !== undefined) return { finish: 'canceled' };
  if (last?.state === 'succeeded') return { finish: 'succeeded' };
  const isOver = job.recovers !== undefined || decideAfter(job.attempts, facts.policy) === 'end';
  if (last?.error !== undefined && isOver) return { finish: 'failed', error: last.error };
  const plan = facts.plan(job);
  const [best] = plan.candidates;
  if (best === undefined) return afterNoCandidate(job, plan, facts, now);
  if (plan.wait !== undefined && now < plan.wait.until) return { waitUntil: plan.wait.until };
  return toPaidStep(job, best, now);
}

/** Copies what a finished task has made, file by file, as long as the vendor keeps it. */
function archive(
  job: Job,
  attempt: Attempt,
  { policy, memory }: JobFacts,
  now: number,
): NextAction | undefined {
  if (policy.archives !== true || job.archiveError !== undefined) return undefined;
  const index = job.assets.findIndex(({ archived }) => archived === undefined);
  if (index < 0) return undefined;
  const notBefore = memory.archiving?.notBefore ?? 0;
  // What lies further ahead was put there by a clock that has been set back since.
  const waits = now < notBefore && notBefore <= now + longestArchivePauseMs;
  return waits ? { waitUntil: notBefore } : { do: 'archive', attempt, index };
}
