import { writeFileSync } from 'node:fs';
import { toJsonSchema } from '../src/index.ts';

/** Writes the schema that is published with this package, for editors. */
const file = new URL('../vidgate.schema.json', import.meta.url);
writeFileSync(file, `${JSON.stringify(toJsonSchema(), null, 2)}\n`);
