import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import { configurationError } from './configuration-error.ts';

/** The kinds of file that a config can be. */
export const fileKinds: readonly string[] = [
  '.ts',
  '.mts',
  '.js',
  '.mjs',
  '.json',
  '.yaml',
  '.yml',
];

const configName = /^vidgate\.config\.[a-z0-9]+$/;

/**
 * Finds `vidgate.config.*` in a folder or above it, up to the folder with `.git`. Outside a repository
 * only the folder itself is looked at: a config may be code, and whoever can write to a folder above
 * is not always somebody whose code should run.
 *
 * @throws {VideoGatewayError} `configuration` for two of them in one folder, or one of another kind
 */
export async function findConfigFile(folder: string): Promise<string | undefined> {
  const folders = [folder];
  for (let at = folder; dirname(at) !== at; at = dirname(at)) folders.push(dirname(at));
  const repository = folders.findIndex((above) => existsSync(join(above, '.git')));
  for (const searched of folders.slice(0, Math.max(repository, 0) + 1)) {
    const file = pickConfig(searched, await readNames(searched));
    if (file !== undefined) return file;
  }
  return undefined;
}

function pickConfig(folder: string, names: readonly string[]): string | undefined {
  const configs = names.filter((name) => configName.test(name));
  const known = configs.filter((name) => fileKinds.includes(extname(name)));
  const [name, second] = known;
  if (second !== undefined) {
    throw configurationError(
      `${folder}: there are ${known.join(' and ')}; keep one of them, or say which.`,
    );
  }
  if (name !== undefined) return join(folder, name);
  const [strange] = configs;
  if (strange !== undefined) requireKind(join(folder, strange));
  return undefined;
}

/** @throws {VideoGatewayError} `configuration` for a file of another kind */
export function requireKind(file: string): void {
  const kind = extname(file);
  if (fileKinds.includes(kind)) return;
  throw configurationError(
    `${file}: got a file of the kind "${kind}"; allowed: ${fileKinds.join(', ')}`,
  );
}

/** A folder that cannot be read has nothing for us; the ones above it may. */
async function readNames(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch {
    return [];
  }
}
