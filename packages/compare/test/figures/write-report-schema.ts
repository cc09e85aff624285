import { writeFileSync } from 'node:fs';
import { toReportJsonSchema } from '../../src/report/to-json-schema.ts';

/** Writes the schema of the JSON report that is published with this package. */
const file = new URL('../../comparison-report.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(toReportJsonSchema(), null, 2)}\n`);
