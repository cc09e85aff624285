import type { Job } from '../job/job.ts';
import { minuteMs } from '../time.ts';
import type { AttemptRow } from './attempt-row.ts';
import { toAttemptRow } from './attempt-row.ts';
import type {
  DriftRow,
  LedgerQuestions,
  OutcomeRow,
  SpendQuery,
  SpendRow,
  SpendScope,
} from './ledger.ts';

/** The sums of a ledger that keeps its jobs in memory. */
export function addUp(jobs: Iterable<Job>, { since, metadata, extra }: SpendScope): number {
  let total = 0;
  for (const job of jobs) {
    if (metadata !== undefined && job.request.metadata[metadata.key] !== metadata.value) continue;
    for (const row of toRows(job)) {
      if (row.intendedAt < since || (extra === true && !row.extra)) continue;
      total += row.usdMicros ?? 0;
    }
  }
  return total;
}

export function addUpSpend(
  jobs: Iterable<Job>,
  { since, until = Number.POSITIVE_INFINITY, by }: SpendQuery,
): readonly SpendRow[] {
  const sums = new Map<string, SpendRow>();
  for (const job of jobs) {
    for (const row of toRows(job)) {
      if (!row.costly || row.intendedAt < since || row.intendedAt >= until) continue;
      const key = toSpendKey(job, row, by);
      const sum = sums.get(key) ?? { ...noSpend, key };
      const usdMicros = row.usdMicros ?? 0;
      sums.set(key, {
        key,
        attempts: sum.attempts + 1,
        usdMicros: sum.usdMicros + usdMicros,
        reservedUsdMicros: sum.reservedUsdMicros + (row.reserved ? usdMicros : 0),
        chargedUsdMicros: sum.chargedUsdMicros + (row.chargedUsdMicros ?? 0),
        unpriced: sum.unpriced + (row.usdMicros === undefined ? 1 : 0),
      });
    }
  }
  return [...sums.values()].toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

const noSpend = {
  attempts: 0,
  usdMicros: 0,
  reservedUsdMicros: 0,
  chargedUsdMicros: 0,
  unpriced: 0,
};

function toSpendKey(job: Job, row: AttemptRow, by: SpendQuery['by']): string {
  switch (by) {
    case undefined:
      return '';
    case 'provider':
    case 'model':
      return row[by];
    case 'day':
      return new Date(row.intendedAt).toISOString().slice(0, 10);
    default:
      return job.request.metadata[by.metadata] ?? '';
  }
}

export function addUpOutcomes(
  jobs: Iterable<Job>,
  { since }: LedgerQuestions['outcomes'],
): readonly OutcomeRow[] {
  const sums = new Map<string, OutcomeRow>();
  for (const job of jobs) {
    for (const { provider, model, outcome, settledAt } of toRows(job)) {
      if (outcome === undefined || settledAt === undefined || settledAt < since) continue;
      const at = settledAt - (settledAt % minuteMs);
      const key = JSON.stringify([at, provider, model]);
      const sum = sums.get(key) ?? { provider, model, at, succeeded: 0, failed: 0, refused: 0 };
      sums.set(key, { ...sum, [outcome]: sum[outcome] + 1 });
    }
  }
  return [...sums.values()].toSorted((a, b) => a.at - b.at);
}

export function addUpDrift(
  jobs: Iterable<Job>,
  { since }: LedgerQuestions['drift'],
): readonly DriftRow[] {
  const sums = new Map<string, DriftRow>();
  for (const job of jobs) {
    for (const row of toRows(job)) {
      const { provider, model, duration, quotedUsdMicros, chargedUsdMicros } = row;
      if (row.intendedAt < since) continue;
      if (quotedUsdMicros === undefined || chargedUsdMicros === undefined) continue;
      const key = JSON.stringify([provider, model, duration]);
      const sum = sums.get(key);
      sums.set(key, {
        provider,
        model,
        duration,
        attempts: (sum?.attempts ?? 0) + 1,
        quotedUsdMicros: (sum?.quotedUsdMicros ?? 0) + quotedUsdMicros,
        chargedUsdMicros: (sum?.chargedUsdMicros ?? 0) + chargedUsdMicros,
      });
    }
  }
  return [...sums.keys()].toSorted().flatMap((key) => sums.get(key) ?? []);
}

function toRows(job: Job): readonly AttemptRow[] {
  return job.attempts.map((attempt) => toAttemptRow(job, attempt));
}
