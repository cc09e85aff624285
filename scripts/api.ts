import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compareFolders } from './api/compare-folders.ts';
import { listUndocumented } from './api/list-undocumented.ts';
import { writeReference } from './api/write-reference.ts';
import { writeReports } from './api/write-reports.ts';
import { build } from './build.ts';
import { listPackages } from './packages/list-packages.ts';
import { root } from './run.ts';

interface ApiFolders {
  /** One report per public entry, which a review sees change. */
  readonly reports: string;
  /** The API reference. */
  readonly reference: string;
}

const committed: ApiFolders = { reports: join(root, 'api'), reference: join(root, 'docs', 'api') };

/** Writes the reports and the reference of the packages as they are built. */
async function writeApi(folders: ApiFolders): Promise<void> {
  for (const folder of Object.values(folders)) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
  }
  await mkdir(join(root, '.vidgate'), { recursive: true });
  const packages = await listPackages();
  writeReports(packages, folders.reports);
  await writeReference(packages, folders.reference);
}

/**
 * Whether the committed reports and the committed reference are those of the packages as built, and
 * every exported name has a doc comment.
 */
export async function checkApi(): Promise<boolean> {
  const folder = join(root, '.vidgate', 'api');
  const current = { reports: join(folder, 'reports'), reference: join(folder, 'reference') };
  await writeApi(current);
  const differences = [
    ...(await compareFolders(committed.reports, current.reports)).map((line) => `api/${line}`),
    ...(await compareFolders(committed.reference, current.reference)).map(
      (line) => `docs/api/${line}`,
    ),
  ];
  const undocumented = await listUndocumented(current.reports);
  for (const line of undocumented) console.error(`${line} is exported without a doc comment`);
  for (const line of differences) console.error(line);
  if (differences.length === 0) return undocumented.length === 0;
  console.error(
    'The public API or its doc comments are not as committed. If that is meant: npx -y pnpm@12 api, then commit api/ and docs/api/.',
  );
  return false;
}

if (import.meta.main) {
  if (await build()) await writeApi(committed);
  else process.exitCode = 1;
}
