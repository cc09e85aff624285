import { describeExclusions } from '../routing/describe-exclusions.ts';
import { toEarliestReturn } from '../routing/earliest-return.ts';
import type { Plan } from '../routing/plan.ts';
import { toNoProviderError } from '../routing/to-no-provider-error.ts';
import type { ErrorRecord } from '../video-gateway-error.ts';
import type { Job } from './job.ts';
import type { JobFacts } from './job-facts.ts';

/** What is left to do where nobody can take a job. */
export type Outlook =
  | { readonly waitUntil: number }
  | { readonly finish: 'failed'; readonly error: ErrorRecord };

/**
 * Nobody can take the job right now: wait for those who are out only for a while, but not for ever.
 *
 * The error is that of the last attempt where there was one, because it says more than that nobody
 * is left.
 */
export function afterNoCandidate(job: Job, plan: Plan, facts: JobFacts, now: number): Outlook {
  const deadline = Math.min(job.queuedSince, now) + facts.policy.maxWaitMs;
  const earliest = toEarliestReturn(plan);
  if (earliest <= deadline) return { waitUntil: Math.max(earliest, now) };
  const last = job.attempts.at(-1)?.error;
  if (last === undefined) return { finish: 'failed', error: toNoProviderError(plan) };
  // What the error says itself need not be said again.
  const others = plan.excluded.filter(({ message }) => !message.includes(last.message));
  const reasons = describeExclusions({ excluded: others });
  const message = `${last.message} No other provider can take it. ${reasons}`.trim();
  return { finish: 'failed', error: { ...last, message } };
}
