import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Names what is exported without a doc comment, as `report: name`. */
export async function listUndocumented(reports: string): Promise<readonly string[]> {
  const names = (await readdir(reports)).sort();
  const found = names.map(async (name) => {
    const text = await readFile(join(reports, name), 'utf8');
    const bare = /^\/\/ @\w+ \(undocumented\)\nexport (?:declare )?(?:abstract )?\w+ (\w+)/gm;
    return [...text.matchAll(bare)].map(([, exported]) => `${name}: ${exported}`);
  });
  return (await Promise.all(found)).flat();
}
