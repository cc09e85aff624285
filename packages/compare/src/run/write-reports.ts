import { join } from 'node:path';
import type { ComparisonReport } from '../comparison-report.ts';
import type { ComparisonRun } from '../comparison-run.ts';
import { toReport } from '../figures/to-report.ts';
import { toHtml } from '../report/to-html.ts';
import { toJson } from '../report/to-json.ts';
import { toMarkdown } from '../report/to-markdown.ts';
import { writeWhole } from './run-folder.ts';

/** Options of `writeReports`. */
export interface WriteReportsOptions {
  /** The run's folder, with its clips: where the reports are put. */
  readonly folder: string;
  /** An earlier run, for what has changed since. @default none */
  readonly against?: ComparisonRun | undefined;
}

/**
 * Writes `report.json`, `report.md` and `index.html` into a run's folder, also of a run that is not
 * over. The same run gives the same reports, whenever they are made.
 *
 * @returns what they were made from
 * @throws {VideoGatewayError} `configuration` where the folder cannot be written to
 */
export async function writeReports(
  run: ComparisonRun,
  { folder, against }: WriteReportsOptions,
): Promise<ComparisonReport> {
  const report = toReport(run, against);
  await writeWhole(join(folder, 'report.json'), toJson(report));
  await writeWhole(join(folder, 'report.md'), toMarkdown(report));
  await writeWhole(join(folder, 'index.html'), await toHtml(report, folder));
  return report;
}
