import type { AttemptOutcome } from '../health/to-outcome.ts';
import { toOutcome } from '../health/to-outcome.ts';
import type { Attempt, Job } from '../job/job.ts';
import { isExtra, toAttemptSpend } from '../job/to-attempt-spend.ts';

/** What a ledger adds up of an attempt. */
export interface AttemptRow {
  readonly provider: string;
  readonly model: string;
  readonly duration: number;
  readonly intendedAt: number;
  /** Whether it may cost money. */
  readonly costly: boolean;
  readonly usdMicros?: number | undefined;
  readonly reserved: boolean;
  readonly quotedUsdMicros?: number | undefined;
  readonly chargedUsdMicros?: number | undefined;
  readonly extra: boolean;
  readonly outcome?: AttemptOutcome | undefined;
  readonly settledAt?: number | undefined;
}

export function toAttemptRow({ request, attempts }: Job, attempt: Attempt): AttemptRow {
  const { provider, model, intendedAt, quote, cost, endedAt, unknownSince } = attempt;
  const spend = toAttemptSpend(attempt);
  return {
    provider,
    model,
    duration: request.duration,
    intendedAt,
    costly: spend !== undefined,
    usdMicros: spend?.usdMicros,
    reserved: spend?.basis === 'reserved',
    quotedUsdMicros: quote.usdMicros,
    chargedUsdMicros: spend?.basis === 'charged' ? cost?.usdMicros : undefined,
    extra: isExtra(attempts, attempt),
    outcome: toOutcome(attempt),
    settledAt: endedAt ?? unknownSince,
  };
}
