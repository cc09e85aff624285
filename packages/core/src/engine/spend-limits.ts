import type { Job } from '../job/job.ts';
import { isExtra, toAttemptSpend } from '../job/to-attempt-spend.ts';
import type { SpendLimit } from '../ledger/ledger.ts';
import type { PriceCap } from '../routing/price-cap.ts';
import { dayMs, startOfUtcDay } from '../time.ts';
import { toUsdMicros } from '../usd.ts';
import type { EngineContext } from './engine-context.ts';
import { recall, remember } from './engine-context.ts';

/** The limits that hold for all jobs together, and that the commit of an intent looks at. */
export function toSpendLimits(
  job: Job,
  { policy, budget }: EngineContext,
  now: number,
): readonly SpendLimit[] {
  const { onUnknownSubmit } = policy;
  const since = startOfUtcDay(now);
  const limits: SpendLimit[] = [];
  if (budget.perDayUsd !== undefined) {
    limits.push({ name: 'budget.perDayUsd', since, usdMicros: toUsdMicros(budget.perDayUsd) });
  }
  if (budget.perDayUsdBy !== undefined) {
    const { key, usd, overrides = {} } = budget.perDayUsdBy;
    const value = job.request.metadata[key] ?? '';
    const usdMicros = toUsdMicros(
      Object.hasOwn(overrides, value) ? (overrides[value] ?? usd) : usd,
    );
    const name = `budget.perDayUsdBy ${key} "${value}"`;
    limits.push({ name, since, usdMicros, metadata: { key, value } });
  }
  if (onUnknownSubmit !== 'hold' && wasGivenUp(job)) {
    const usdMicros = toUsdMicros(onUnknownSubmit.resubmit.maxExtraUsdPerDay);
    const name = 'onUnknownSubmit.resubmit.maxExtraUsdPerDay';
    limits.push({ name, since, extra: true, usdMicros });
  }
  return limits;
}

/** Everything that a job's next attempt may not cost more than, as far as this process knows. */
export function toPriceCaps(job: Job, context: EngineContext, now: number): readonly PriceCap[] {
  const { onUnknownSubmit } = context.policy;
  const caps: PriceCap[] = [];
  if (job.routing.maxUsd !== undefined) {
    const usdMicros = toUsdMicros(job.routing.maxUsd);
    const spentUsdMicros = job.cost.estimatedUsdMicros ?? 0;
    caps.push({ name: 'maxUsd', usdMicros, spentUsdMicros, reason: 'above-max-price' });
  }
  if (onUnknownSubmit !== 'hold' && wasGivenUp(job)) {
    caps.push({
      name: 'onUnknownSubmit.resubmit.maxExtraUsdPerJob',
      usdMicros: toUsdMicros(onUnknownSubmit.resubmit.maxExtraUsdPerJob),
      spentUsdMicros: addUpExtras(job),
      reason: 'above-allowance',
    });
  }
  const { spent } = recall(context, job.id);
  for (const { name, since, usdMicros } of toSpendLimits(job, context, now)) {
    const until = since + dayMs;
    const spentUsdMicros = spent?.get(name) ?? 0;
    caps.push({ name, usdMicros, spentUsdMicros, reason: 'over-budget', until });
  }
  return caps;
}

/**
 * Reads what all jobs together have spent, so that a plan can tell why somebody is left out. What is
 * read may be out of date at once; the commit of the intent is what keeps to the limits.
 */
export async function readSpend(job: Job, context: EngineContext, now: number): Promise<void> {
  const limits = toSpendLimits(job, context, now);
  if (limits.length === 0) return;
  const amounts = limits.map(
    async (limit) => [limit.name, await context.ledger.find('spent', limit)] as const,
  );
  remember(context, job.id, { spent: new Map(await Promise.all(amounts)) });
}

/** Whether a further attempt of a job might be paid beside one that was given up by policy. */
function wasGivenUp(job: Job): boolean {
  return job.attempts.some(
    ({ state, abandonedBy }) => state === 'unknown' || abandonedBy === 'policy',
  );
}

function addUpExtras({ attempts }: Job): number {
  const extras = attempts.filter((attempt) => isExtra(attempts, attempt));
  return extras.reduce((sum, attempt) => sum + (toAttemptSpend(attempt)?.usdMicros ?? 0), 0);
}
