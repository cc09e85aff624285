import type { FailurePolicy } from '../job/decide-after.ts';
import { decideAfter, maxAttemptsPerProvider, maxPaidAttempts } from '../job/decide-after.ts';
import type { Attempt } from '../job/job.ts';
import { mayHaveCost } from '../job/to-attempt-spend.ts';
import type { Exclusion } from './find-exclusion.ts';

/** What a job's own attempts say about who may be asked next. */
export interface Tried {
  /** Providers that are out for the rest of the job. */
  readonly excluded: ReadonlyMap<string, Exclusion>;
  /** A provider that is to be asked once more at once, in another spelling. */
  readonly again?: string | undefined;
  /** The job has had as many attempts that may have cost money as it may have. */
  readonly exhausted: boolean;
}

export function toTried(attempts: readonly Attempt[], policy: FailurePolicy): Tried {
  const excluded = new Map<string, Exclusion>();
  let again: string | undefined;
  attempts.forEach((attempt, index) => {
    const { provider } = attempt;
    const decision = decideAfter(attempts.slice(0, index + 1), policy);
    again = decision === 'again' ? provider : undefined;
    // Being asked to wait is no attempt: only those count that were refused or failed.
    const tries = attempts.filter(
      (other) => other.provider === provider && other.error?.code !== 'rate-limited',
    ).length;
    if (decision === 'others' || tries >= maxAttemptsPerProvider) {
      const message = `${provider} was tried: ${attempt.error?.message ?? attempt.state}`;
      excluded.set(provider, { reason: 'already-tried', message });
    }
  });
  const exhausted = attempts.filter(mayHaveCost).length >= maxPaidAttempts;
  return { excluded, again, exhausted };
}
