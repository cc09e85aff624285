import type { ComparisonReport, ProviderSummary } from '../comparison-report.ts';
import type { ComparisonRun } from '../comparison-run.ts';
import { toChanges } from './to-changes.ts';
import { toProviderSummary } from './to-provider-summary.ts';

/**
 * Turns a run into what its reports are made from: the figures of each provider and, against an
 * earlier run, what has changed.
 *
 * Pure: the same runs give the same report, and a run that is not over gives the report so far.
 * A 95 % interval takes 5 samples and a 95th percentile 20; a figure that nothing measures is absent.
 */
export function toReport(run: ComparisonRun, against?: ComparisonRun): ComparisonReport {
  const providers = toSummaries(run);
  const report = { format: 'vidgate-comparison-report-1' as const, run, providers };
  if (against === undefined) return report;
  const { id: runId, createdAt } = against;
  const changes = toChanges(toSummaries(against), providers);
  return { ...report, against: { runId, createdAt, changes } };
}

function toSummaries(run: ComparisonRun): readonly ProviderSummary[] {
  return run.providers.map(({ id }) => toProviderSummary(run, id));
}
