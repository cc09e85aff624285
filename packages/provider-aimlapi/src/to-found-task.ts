import type { FindTaskQuery, FoundTask, ModelOffer } from '@vidgate/core';
import { toCost } from './to-cost.ts';
import type { LogRow } from './wire.ts';

const minuteMs = 60_000;

/**
 * Where the rows are that may be ours: `created` is when the request was made, so a few minutes
 * around the submit are enough, with room for a slow answer and for clocks that disagree.
 *
 * @see https://docs.aimlapi.com/api-references/service-endpoints/usage-logs (checked 2026-11-21)
 */
export function toLogsPath({ submittedAt }: FindTaskQuery, { vendorModels }: ModelOffer): string {
  const parameters = new URLSearchParams({
    start: new Date(submittedAt - 5 * minuteMs).toISOString(),
    end: new Date(submittedAt + 10 * minuteMs).toISOString(),
    limit: '100',
  });
  // Repeated, because a comma-separated list is read as one long name.
  for (const model of new Set(Object.values(vendorModels))) parameters.append('model', model);
  return `v2/logs?${parameters}`;
}

/**
 * Finds the row of a submit by our own reference.
 *
 * It never says `surely`. A row appears only once the generation is over, the log comes from an
 * analytics pipeline without a stated delay, and a page has 100 rows: absence proves nothing at any
 * time, and a wrong "surely" would pay twice.
 */
export function toFoundTask(
  rows: readonly LogRow[],
  { attemptId, model }: FindTaskQuery,
  route: string,
): FoundTask {
  const row = rows.find((candidate) => candidate.client_request_id === attemptId);
  if (!row?.inference_id) return { absent: 'so-far' };
  const usage = { usd_spent: row.cost?.usd, credits_used: row.cost?.credits };
  return {
    task: { id: row.inference_id, model, route },
    cost: toCost({ ...usage, tokens_used: undefined }, new Headers()),
  };
}
