import { isOutOfOrder } from '../health/to-outcome.ts';
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
  /** Providers that the job leaves alone until `until`, because they have just refused it. */
  readonly resting: ReadonlyMap<string, Exclusion>;
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
  return { excluded, again, exhausted, resting: toResting(attempts) };
}

/** A provider that was out of reach is not asked again at once by the same job. */
const unreachableRestMs = 10_000;
/** One that is asked to take less is asked less and less often. */
export const longestJobRestMs = 60_000;

function toResting(attempts: readonly Attempt[]): ReadonlyMap<string, Exclusion> {
  const resting = new Map<string, Exclusion>();
  const pauses = new Map<string, number>();
  for (const { provider, state, error, endedAt = 0 } of attempts) {
    if (state !== 'rejected') continue;
    const message = `${provider} has just refused this job: ${error?.message ?? 'no reason'}`;
    if (error?.code === 'rate-limited') {
      const pauseMs = pauses.get(provider) ?? error.retryAfterMs ?? unreachableRestMs;
      pauses.set(provider, Math.min(Math.max(pauseMs, 1_000) * 2, longestJobRestMs));
      resting.set(provider, { reason: 'rate-limited', until: endedAt + pauseMs, message });
    } else if (isOutOfOrder(error?.code)) {
      const until = endedAt + unreachableRestMs;
      resting.set(provider, { reason: 'circuit-open', until, message });
    }
  }
  return resting;
}
