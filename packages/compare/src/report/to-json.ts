import type { ComparisonReport } from '../comparison-report.ts';
import { comparisonReportSchema } from '../comparison-report.ts';

/**
 * Writes a report as JSON, as `comparison-report.schema.json` describes it, in the schema's order of
 * fields, so that two reports can be compared line by line.
 *
 * @throws {ZodError} when the report is not one, such as with a number that JSON cannot hold
 */
export function toJson(report: ComparisonReport): string {
  const parsed = comparisonReportSchema.parse(report);
  const providers = parsed.providers.map((summary) => ({
    ...summary,
    failures: sortKeys(summary.failures),
    held: sortKeys(summary.held),
  }));
  return `${JSON.stringify({ ...parsed, providers }, null, 2)}\n`;
}

function sortKeys(counts: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const entries = Object.entries(counts).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries);
}
