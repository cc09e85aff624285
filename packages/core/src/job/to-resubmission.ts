import { toEarliestReturn } from '../routing/earliest-return.ts';
import type { Candidate } from '../routing/plan.ts';
import { applyEvent } from './apply-event.ts';
import type { Attempt, Job } from './job.ts';
import type { JobEvent } from './job-event.ts';
import type { JobFacts } from './job-facts.ts';

const defaultResubmitAfterMs = 900_000;

/** Who may be paid instead of an attempt in doubt, or when it is worth asking again. */
export type Resubmission =
  | { readonly candidate: Candidate }
  /** `early`: the attempt may still be settled until then, so the job need not be held yet. */
  | { readonly waitUntil: number; readonly early: boolean };

/**
 * What the policy allows for an attempt that nothing more can settle but a report; nothing where it
 * allows nothing. The attempt is only given up once somebody else can take the job: until then its
 * own late evidence is worth more.
 *
 * @param since since when the attempt has been in doubt
 */
export function toResubmission(
  job: Job,
  attempt: Attempt,
  since: number,
  { policy, plan }: JobFacts,
  now: number,
): Resubmission | undefined {
  const { onUnknownSubmit } = policy;
  if (onUnknownSubmit === 'hold' || job.cancelRequestedAt !== undefined) return undefined;
  const from = since + (onUnknownSubmit.resubmit.afterMs ?? defaultResubmitAfterMs);
  if (now < from) return { waitUntil: from, early: true };
  const made = plan(applyEvent(job, toGivenUp(attempt, now)));
  const [candidate] = made.candidates;
  if (candidate !== undefined) return { candidate };
  return { waitUntil: Math.max(toEarliestReturn(made), now), early: false };
}

/** The event by which policy gives up an attempt in doubt. */
export function toGivenUp(attempt: Attempt, at: number): JobEvent {
  return { type: 'attempt-abandoned', at, attemptId: attempt.id, by: 'policy' };
}
