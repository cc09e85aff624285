import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Names every file that is not the same in both folders, with its first line that differs. */
export async function compareFolders(
  committed: string,
  current: string,
): Promise<readonly string[]> {
  const [before, after] = await Promise.all([readFiles(committed), readFiles(current)]);
  const names = [...new Set([...before.keys(), ...after.keys()])].sort();
  return names.flatMap((name) => {
    const difference = describeDifference(before.get(name), after.get(name));
    return difference === undefined ? [] : [`${name} ${difference}`];
  });
}

function describeDifference(
  before: string | undefined,
  after: string | undefined,
): string | undefined {
  if (before === after) return undefined;
  if (before === undefined) return 'is not committed';
  if (after === undefined) return 'is of something that is gone';
  const old = before.split('\n');
  const index = after.split('\n').findIndex((line, at) => line !== old[at]);
  const line = index < 0 ? after.split('\n').length : index;
  const now = after.split('\n')[line]?.trim() ?? '(the end)';
  return `differs in line ${line + 1}\n    was ${(old[line]?.trim() ?? '(the end)').slice(0, 150)}\n    is  ${now.slice(0, 150)}`;
}

async function readFiles(folder: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
    .map((entry) => join(entry.parentPath, entry.name));
  const read = files.map(
    async (file) => [relative(folder, file), await readFile(file, 'utf8')] as const,
  );
  return new Map(await Promise.all(read));
}
