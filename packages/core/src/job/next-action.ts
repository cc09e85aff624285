import type { LatencyHint } from '../offer.ts';
import type { Candidate } from '../routing/plan.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import { afterNoCandidate } from './after-no-candidate.ts';
import { decideAfter } from './decide-after.ts';
import type { Attempt, HeldReason, Job } from './job.ts';
import { findLiveAttempt, isFinal } from './job.ts';
import type { JobFacts, ProviderFacts } from './job-facts.ts';
import type { PollingSettings } from './poll-schedule.ts';
import { defaultDeadlineMs, heldIntervalMs, nextPollAt } from './poll-schedule.ts';
import { toFramesToStage } from './to-frames-to-stage.ts';
import { toResubmission } from './to-resubmission.ts';

/** What is to be done about a job now. */
export type NextAction =
  | { readonly do: 'stage'; readonly sha256: string }
  /** `instead`: of an attempt in doubt, which is given up in the same commit. */
  | { readonly do: 'submit'; readonly candidate: Candidate; readonly instead?: Attempt }
  | { readonly do: 'replay' | 'look-up' | 'poll'; readonly attempt: Attempt }
  | { readonly do: 'archive'; readonly attempt: Attempt; readonly index: number }
  | { readonly waitUntil: number }
  | { readonly hold: HeldReason; readonly error: ErrorRecord }
  | { readonly finish: 'succeeded' | 'canceled' }
  | { readonly finish: 'failed'; readonly error: ErrorRecord };

type Paying = Extract<NextAction, { do: 'stage' }> | Extract<NextAction, { do: 'submit' }>;

/** Between polls of a task whose vendor reports its end by itself. */
const backstopIntervalMs = 60_000;
/** Between two tries to settle an attempt in doubt. */
const settleIntervalMs = 15_000;
/** Right after its acceptance a task may not be visible yet. */
const notFoundGraceMs = 120_000;

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
      return settle(job, live, facts, now);
    default:
      return follow(job, live, facts, now);
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
  return toStaging(job, best, now) ?? { do: 'submit', candidate: best };
}

function toStaging(
  job: Job,
  candidate: Candidate,
  now: number,
): Extract<NextAction, { do: 'stage' }> | undefined {
  const [sha256] = candidate.needsStaging ? toFramesToStage(job, now) : [];
  return sha256 === undefined ? undefined : { do: 'stage', sha256 };
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
  return now < notBefore ? { waitUntil: notBefore } : { do: 'archive', attempt, index };
}

/** An attempt in doubt: settled in the best way that is still open, else replaced or held. */
function settle(job: Job, attempt: Attempt, facts: JobFacts, now: number): NextAction {
  const provider = facts.providers.get(attempt.provider);
  if (provider === undefined) return holdMissing(job, attempt);
  const since = Math.max(attempt.unknownSince ?? attempt.leaseUntil, attempt.releasedAt ?? 0);
  const deadline = since + facts.policy.reconcileForMs;
  const { lastSettleAt = Number.NEGATIVE_INFINITY } = facts.memory;
  const way = waysToSettle(job, attempt, provider, deadline).find(({ until }) => now < until);
  if (way !== undefined && way.by !== 'report') {
    const nextAt = lastSettleAt + settleIntervalMs;
    return now < nextAt ? { waitUntil: Math.min(nextAt, way.until) } : { do: way.by, attempt };
  }
  const instead = payInstead(job, attempt, since, facts, now);
  if ('do' in instead) return instead;
  const { waitUntil, early } = instead;
  if (way !== undefined) return { waitUntil: Math.min(way.until, waitUntil) };
  if (job.state !== 'held') return early ? { waitUntil } : holdUnknown(attempt);
  // Held, but late evidence still completes it.
  const lookAt = provider.canFindTasks ? Math.max(lastSettleAt, since) + heldIntervalMs : Infinity;
  return now < lookAt ? { waitUntil: Math.min(lookAt, waitUntil) } : { do: 'look-up', attempt };
}

/** Another provider, where policy allows for it and one can take the job, or when to ask again. */
function payInstead(
  job: Job,
  attempt: Attempt,
  since: number,
  facts: JobFacts,
  now: number,
): Paying | { readonly waitUntil: number; readonly early: boolean } {
  const instead = toResubmission(job, attempt, since, facts, now);
  if (instead === undefined) return { waitUntil: Number.POSITIVE_INFINITY, early: false };
  if (!('candidate' in instead)) return instead;
  const { candidate } = instead;
  return toStaging(job, candidate, now) ?? { do: 'submit', candidate, instead: attempt };
}

interface WayToSettle {
  readonly by: 'replay' | 'look-up' | 'report';
  readonly until: number;
}

/** Best first: a replay where it is free, a look-up where it is possible, a report that may come. */
function waysToSettle(
  job: Job,
  attempt: Attempt,
  { traits, canFindTasks }: ProviderFacts,
  deadline: number,
): readonly WayToSettle[] {
  const { idempotentSubmit } = traits;
  const mayReplay = idempotentSubmit !== false && job.cancelRequestedAt === undefined;
  const windowMs = mayReplay ? idempotentSubmit.windowMs : 0;
  return [
    { by: 'replay', until: Math.min(deadline, attempt.intendedAt + windowMs) },
    { by: 'look-up', until: canFindTasks ? deadline : 0 },
    { by: 'report', until: attempt.callbackToken === undefined ? 0 : deadline },
  ];
}

function follow(job: Job, attempt: Attempt, facts: JobFacts, now: number): NextAction {
  const provider = facts.providers.get(attempt.provider);
  if (provider === undefined) return holdMissing(job, attempt);
  const { polling } = facts.policy;
  const { poll } = facts.memory;
  const acceptedAt = attempt.acceptedAt ?? attempt.intendedAt;
  const followedSince = Math.max(acceptedAt, attempt.releasedAt ?? 0);
  const deadline = followedSince + (polling.deadlineMs ?? defaultDeadlineMs);
  const held = job.state === 'held';
  const lookUntil = deadline + (provider.traits.resultLifetimeMs ?? 86_400_000);
  const hint = provider.latency(attempt.model, job.request.duration);
  const pollAt = nextPollAt({
    acceptedAt,
    held,
    hint,
    learned: provider.learned?.(attempt.model, job.request.duration),
    settings: attempt.callbackToken === undefined ? polling : toBackstop(hint, polling),
    memory: poll,
  });
  if (held && now >= lookUntil) return { waitUntil: Number.POSITIVE_INFINITY };
  if (now >= pollAt) return { do: 'poll', attempt };
  if (held) return { waitUntil: pollAt };
  if (poll.notFoundSince !== undefined && now >= poll.notFoundSince + notFoundGraceMs) {
    return hold(attempt, 'task-not-found', 'no longer knows the task', 'not-found');
  }
  // Only after a look at or past the deadline: a process that slept must not hold what is finished.
  if (now >= deadline && (poll.lastAt ?? 0) >= deadline) {
    return hold(
      attempt,
      'stalled',
      `has not finished in ${deadline - followedSince} ms`,
      'stalled',
    );
  }
  return { waitUntil: pollAt };
}

/** A vendor that reports the end itself is asked only in case its report gets lost. */
function toBackstop(hint: LatencyHint | undefined, polling: PollingSettings): PollingSettings {
  const usual = hint?.typicalMs[1] ?? 60_000;
  return { firstDelayMs: 2 * usual, intervalMs: backstopIntervalMs, ...polling };
}

function holdMissing(job: Job, attempt: Attempt): NextAction {
  if (job.state === 'held') return { waitUntil: Number.POSITIVE_INFINITY };
  return hold(attempt, 'provider-missing', 'is not configured any more', 'provider-missing');
}

function holdUnknown(attempt: Attempt): NextAction {
  const why = attempt.error?.message ?? 'no answer was recorded';
  return {
    hold: 'outcome-unknown',
    error: {
      code: 'outcome-unknown',
      outcome: 'unknown',
      charged: 'unknown',
      provider: attempt.provider,
      operation: 'submit',
      message: `Nobody can tell whether ${attempt.provider} took this request (${why}). It may be billed, so nothing else is tried. Look for the task in ${attempt.provider}'s dashboard.`,
    },
  };
}

function hold(
  attempt: Attempt,
  reason: HeldReason,
  what: string,
  code: 'stalled' | 'not-found' | 'provider-missing',
): NextAction {
  const error: ErrorRecord = {
    code,
    outcome: attempt.state === 'unknown' ? 'unknown' : 'accepted',
    charged: 'unknown',
    provider: attempt.provider,
    message: `${attempt.provider} ${what}; the job is held, and looked at further where that is possible.`,
  };
  const { task } = attempt;
  return { hold: reason, error: task === undefined ? error : { ...error, taskId: task.id } };
}
