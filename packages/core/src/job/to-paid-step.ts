import type { Candidate } from '../routing/plan.ts';
import type { Attempt, Job } from './job.ts';
import { toFramesToStage } from './to-frames-to-stage.ts';

/** A submit, or what has to come before it. */
export type PaidStep =
  | { readonly do: 'stage'; readonly sha256: string }
  /** `instead`: of an attempt in doubt, which is given up in the same commit. */
  | { readonly do: 'submit'; readonly candidate: Candidate; readonly instead?: Attempt };

/** What gets a job to a candidate: frames that need an address get one first. */
export function toPaidStep(
  job: Job,
  candidate: Candidate,
  now: number,
  instead?: Attempt,
): PaidStep {
  const [sha256] = candidate.needsStaging ? toFramesToStage(job, now) : [];
  if (sha256 !== undefined) return { do: 'stage', sha256 };
  return { do: 'submit', candidate, ...(instead === undefined ? {} : { instead }) };
}
