import { VideoGatewayError } from '../video-gateway-error.ts';
import type { Attempt, AttemptState, Job, JobState } from './job.ts';
import { findLiveAttempt, isFinal } from './job.ts';
import type { JobEvent } from './job-event.ts';
import { toJobCost } from './to-job-cost.ts';

/** What may become of an attempt. `unknown` can still be settled either way; the ends are ends. */
const attemptMoves: Readonly<Record<AttemptState, readonly AttemptState[]>> = {
  submitting: ['accepted', 'rejected', 'unknown'],
  unknown: ['accepted', 'rejected', 'abandoned'],
  accepted: ['succeeded', 'failed', 'abandoned'],
  rejected: [],
  succeeded: [],
  failed: [],
  abandoned: [],
};

/** Adds one event to a job. Pure; refuses what the tables of states do not allow. */
export function applyEvent(job: Job, event: JobEvent): Job {
  const next = project(job, event);
  return { ...next, cost: toJobCost(next.attempts), updatedAt: event.at };
}

function project(job: Job, event: JobEvent): Job {
  if (isFinal(job) && !canFollowTheEnd(event)) throw illegal(job, `is ${job.state}`, event);
  switch (event.type) {
    case 'job-created':
      return event.job;
    case 'frames-staged':
      return { ...job, staged: { ...job.staged, ...event.staged } };
    case 'attempt-intended':
      return intend(job, event);
    case 'attempt-accepted': {
      const { task, cost, at } = event;
      const change = { state: 'accepted', task, acceptedAt: at, ...given({ cost }) } as const;
      // What left it in doubt is over; `unknownSince` still tells of it.
      return withState(without('error', changeAttempt(job, event, change), event), 'running');
    }
    case 'attempt-rejected': {
      const change = { state: 'rejected', error: event.error, endedAt: event.at } as const;
      // It has been waiting since before, and goes on waiting.
      return withState(changeAttempt(job, event, change), 'queued');
    }
    case 'attempt-unknown': {
      const change = { state: 'unknown', error: event.error, unknownSince: event.at } as const;
      return withState(changeAttempt(job, event, change), 'submitting');
    }
    case 'attempt-progressed':
      if (findLiveAttempt(job)?.state !== 'accepted') throw illegal(job, 'runs nowhere', event);
      return changeAttempt(job, event, { vendorState: event.vendorState });
    case 'attempt-succeeded': {
      const change = { state: 'succeeded', ...ended(event) } as const;
      return { ...changeAttempt(job, event, change), assets: [...event.assets] };
    }
    case 'attempt-failed': {
      const change = { state: 'failed', error: event.error, ...ended(event) } as const;
      // What was named at the submit was an amount held back; only the end tells what was taken.
      return requeue(changeAttempt(without('cost', job, event), event, change), event.at);
    }
    case 'attempt-abandoned': {
      const change = { state: 'abandoned', abandonedBy: event.by, endedAt: event.at } as const;
      return requeue(changeAttempt(job, event, change), event.at);
    }
    case 'attempt-recovered':
      return recover(job, event);
    case 'job-released': {
      if (job.state !== 'held') throw illegal(job, `is ${job.state}`, event);
      const released = changeAttempt(job, event, { releasedAt: event.at });
      const running = findLiveAttempt(job)?.state === 'accepted';
      return withState(released, running ? 'running' : 'submitting');
    }
    case 'job-taken':
      return { ...job, owner: event.owner };
    case 'assets-refreshed': {
      const kept = job.assets.map((asset, index) => ({ ...asset, ...event.assets[index] }));
      return { ...job, assets: kept };
    }
    case 'asset-archived': {
      const { index, archived } = event;
      const assets = job.assets.map((asset, at) => (at === index ? { ...asset, archived } : asset));
      return { ...job, assets };
    }
    case 'archive-given-up':
      return { ...job, archiveError: event.error };
    case 'cancel-requested':
      return { ...job, cancelRequestedAt: job.cancelRequestedAt ?? event.at };
    case 'job-held':
      if (findLiveAttempt(job) === undefined) throw illegal(job, 'has nothing to wait for', event);
      return { ...bare(job), state: 'held', heldReason: event.reason, error: event.error };
    case 'job-succeeded': {
      const [asset] = job.assets;
      if (asset === undefined) throw illegal(job, 'has no asset', event);
      requireNoLiveAttempt(job, event);
      return { ...bare(job), state: 'succeeded', asset, finishedAt: event.at };
    }
    case 'job-failed':
      requireNoLiveAttempt(job, event);
      return { ...bare(job), state: 'failed', error: event.error, finishedAt: event.at };
    case 'job-canceled':
      requireNoLiveAttempt(job, event);
      return {
        ...bare(job),
        state: 'canceled',
        finishedAt: event.at,
        ...given({ asset: job.assets[0] }),
      };
  }
}

function canFollowTheEnd({ type }: JobEvent): boolean {
  return type === 'job-created' || type === 'attempt-recovered';
}

function intend(job: Job, event: Extract<JobEvent, { type: 'attempt-intended' }>): Job {
  requireNoLiveAttempt(job, event);
  if (job.cancelRequestedAt !== undefined) throw illegal(job, 'was canceled', event);
  if (job.state !== 'queued') throw illegal(job, `is ${job.state}`, event);
  return { ...withState(job, 'submitting'), attempts: [...job.attempts, event.attempt] };
}

/** An attempt that has a task of its own has nothing to recover. */
function recover(job: Job, event: Extract<JobEvent, { type: 'attempt-recovered' }>): Job {
  const attempt = job.attempts.find(({ id }) => id === event.attemptId);
  const lost = attempt?.state === 'rejected' || attempt?.state === 'abandoned';
  if (attempt !== undefined && !lost) throw illegal(job, `has it ${attempt.state}`, event);
  return changeAttempt(job, event, { recoveredAs: event.recoveredAs });
}

/** Nothing ends, and nothing begins, while a vendor may be working. */
function requireNoLiveAttempt(job: Job, event: JobEvent): void {
  const live = findLiveAttempt(job);
  if (live !== undefined) throw illegal(job, `has attempt ${live.id} ${live.state}`, event);
}

/** Changes one attempt; a held job whose attempt moves on is held no more. */
function changeAttempt(
  job: Job,
  event: JobEvent & { readonly attemptId: string },
  change: Partial<Attempt>,
): Job {
  const attempt = job.attempts.find((candidate) => candidate.id === event.attemptId);
  if (attempt === undefined) throw illegal(job, `has no attempt ${event.attemptId}`, event);
  if (change.state !== undefined && !attemptMoves[attempt.state].includes(change.state)) {
    throw illegal(job, `has attempt ${attempt.id} ${attempt.state}`, event);
  }
  const attempts = job.attempts.map((other) =>
    other === attempt ? { ...attempt, ...change } : other,
  );
  const moved = change.state !== undefined && job.state === 'held';
  return moved ? { ...bare(job), state: 'running', attempts } : { ...job, attempts };
}

/** Forgets what an attempt no longer has. */
function without(
  field: 'error' | 'cost',
  job: Job,
  { attemptId }: { readonly attemptId: string },
): Job {
  const attempts = job.attempts.map((attempt) => {
    const { [field]: _past, ...rest } = attempt;
    return attempt.id === attemptId ? rest : attempt;
  });
  return { ...job, attempts };
}

function ended(
  event: Extract<JobEvent, { type: 'attempt-succeeded' | 'attempt-failed' }>,
): Partial<Attempt> {
  return {
    vendorState: event.vendorState,
    endedAt: event.at,
    ...given({
      cost: event.cost,
      vendorCreatedAt: event.times.createdAt,
      vendorCompletedAt: event.times.completedAt,
    }),
  };
}

function requeue(job: Job, at: number): Job {
  return { ...withState(job, 'queued'), queuedSince: at };
}

function withState(job: Job, state: Extract<JobState, 'queued' | 'submitting' | 'running'>): Job {
  return { ...bare(job), state };
}

/** A job without what only its present state has. */
function bare(job: Job): Omit<Job, 'state'> {
  // The spread keeps a union apart from its common part; these three belong to single states.
  const { state: _state, ...rest } = job;
  const {
    heldReason: _reason,
    error: _error,
    asset: _asset,
    ...common
  } = {
    heldReason: undefined,
    error: undefined,
    asset: undefined,
    ...rest,
  };
  return common;
}

/** Only what is known becomes a member. */
function given<T extends object>(members: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const known = Object.entries(members).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets the keys' types; they are T's own, less the absent ones.
  return Object.fromEntries(known) as { [K in keyof T]?: NonNullable<T[K]> };
}

function illegal(job: Job, what: string, event: JobEvent): VideoGatewayError {
  return new VideoGatewayError({
    code: 'ledger-conflict',
    jobId: job.id,
    message: `Job ${job.id} ${what}, so "${event.type}" cannot happen to it.`,
    outcome: 'unknown',
  });
}
