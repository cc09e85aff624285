import { z } from 'zod';
import { comparisonReportSchema } from '../comparison-report.ts';

/** The JSON Schema of a report: the same as `comparison-report.schema.json` of this package. */
export function toReportJsonSchema(): object {
  // As input, so that a report with a field more, from a later version, still fits.
  const { $schema, ...body } = z.toJSONSchema(comparisonReportSchema, {
    io: 'input',
    reused: 'ref',
  });
  return { $schema, title: 'Vidgate comparison report', ...body };
}
