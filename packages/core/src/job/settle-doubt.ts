import { clockSlackMs } from './expire-lease.ts';
import type { Attempt, Job } from './job.ts';
import type { JobFacts, ProviderFacts } from './job-facts.ts';
import type { NextAction } from './next-action.ts';
import { heldIntervalMs } from './poll-schedule.ts';
import { holdMissing, holdUnknown } from './to-hold.ts';
import type { PaidStep } from './to-paid-step.ts';
import { toPaidStep } from './to-paid-step.ts';
import { toResubmission } from './to-resubmission.ts';

/** Between two tries to settle an attempt in doubt. */
const settleIntervalMs = 15_000;

interface Doubt {
  readonly job: Job;
  readonly attempt: Attempt;
  readonly provider: ProviderFacts;
  /** Since when it has been in doubt, or a person chose to wait on. */
  readonly since: number;
  /** When it was last replayed or looked up by this process. */
  readonly lastSettleAt: number;
}

/** An attempt in doubt: settled in the best way that is still open, else replaced or held. */
export function settleDoubt(job: Job, attempt: Attempt, facts: JobFacts, now: number): NextAction {
  const provider = facts.providers.get(attempt.provider);
  if (provider === undefined) return holdMissing(job, attempt);
  const { lastSettleAt = Number.NEGATIVE_INFINITY } = facts.memory;
  const since = Math.max(attempt.unknownSince ?? attempt.leaseUntil, attempt.releasedAt ?? 0);
  const doubt = { job, attempt, provider, since, lastSettleAt };
  const latest = Math.max(attempt.intendedAt, since, lastSettleAt, job.updatedAt);
  if (now >= latest) return settleInTime(doubt, facts, now);
  if (now >= latest - clockSlackMs) return { waitUntil: latest };
  // Nobody knows for how long it has been in doubt, so neither what its vendor still remembers.
  return job.state === 'held' ? lookAgain(doubt, now, latest) : holdUnknown(attempt);
}

/** While every time that is known of the doubt is past. */
function settleInTime(doubt: Doubt, facts: JobFacts, now: number): NextAction {
  const { job, attempt, since, lastSettleAt } = doubt;
  const ways = waysToSettle(doubt, since + facts.policy.reconcileForMs);
  const way = ways.find(({ until }) => now < until);
  if (way !== undefined && way.by !== 'report') {
    const nextAt = lastSettleAt + settleIntervalMs;
    return now < nextAt ? { waitUntil: Math.min(nextAt, way.until) } : { do: way.by, attempt };
  }
  const instead = payInstead(doubt, facts, now);
  if ('do' in instead) return instead;
  const { waitUntil, early } = instead;
  if (way !== undefined) return { waitUntil: Math.min(way.until, waitUntil) };
  if (job.state === 'held') return lookAgain(doubt, now, waitUntil);
  return early ? { waitUntil } : holdUnknown(attempt);
}

/** It is held, but late evidence still completes it. A look that lies ahead was none. */
function lookAgain(
  { attempt, provider, since, lastSettleAt }: Doubt,
  now: number,
  waitUntil: number,
): NextAction {
  if (!provider.canFindTasks) return { waitUntil };
  const lookAt = Math.max(...[lastSettleAt, since].filter((at) => at <= now)) + heldIntervalMs;
  return now < lookAt ? { waitUntil: Math.min(lookAt, waitUntil) } : { do: 'look-up', attempt };
}

/** Another provider, where policy allows for it and one can take the job, or when to ask again. */
function payInstead(
  { job, attempt, since }: Doubt,
  facts: JobFacts,
  now: number,
): PaidStep | { readonly waitUntil: number; readonly early: boolean } {
  const instead = toResubmission(job, attempt, since, facts, now);
  if (instead === undefined) return { waitUntil: Number.POSITIVE_INFINITY, early: false };
  return 'candidate' in instead ? toPaidStep(job, instead.candidate, now, attempt) : instead;
}

interface WayToSettle {
  readonly by: 'replay' | 'look-up' | 'report';
  readonly until: number;
}

/** Best first: a replay where it is free, a look-up where it is possible, a report that may come. */
function waysToSettle(doubt: Doubt, deadline: number): readonly WayToSettle[] {
  const { attempt, provider } = doubt;
  const ways: WayToSettle[] = [];
  const windowMs = toReplayWindow(doubt);
  if (windowMs !== undefined) {
    ways.push({ by: 'replay', until: Math.min(deadline, attempt.intendedAt + windowMs) });
  }
  if (provider.canFindTasks) ways.push({ by: 'look-up', until: deadline });
  if (attempt.callbackToken !== undefined) ways.push({ by: 'report', until: deadline });
  return ways;
}

/** For how long after the intent a replay is free; nothing where it is not. */
function toReplayWindow({ job, provider }: Doubt): number | undefined {
  const { idempotentSubmit } = provider.traits;
  // What was held as unknown has had its time, and on a clock that was set back it would come again.
  const isOver = job.state === 'held' && job.heldReason === 'outcome-unknown';
  if (idempotentSubmit === false || job.cancelRequestedAt !== undefined || isOver) return undefined;
  return idempotentSubmit.windowMs;
}
