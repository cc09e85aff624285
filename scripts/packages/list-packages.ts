import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { root } from '../run.ts';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  private: z.boolean().default(false),
  exports: z.record(
    z.string(),
    z.union([z.string(), z.object({ '@vidgate/source': z.string(), types: z.string() })]),
  ),
  dependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
});

/** One line of a package's `exports` map that leads to code. */
export interface PackageEntry {
  /** What a consumer imports, such as `@vidgate/core/http`. */
  readonly specifier: string;
  /** Its source, below the package's folder. */
  readonly source: string;
  /** Its declarations, below the package's folder. */
  readonly types: string;
}

/** A package of the workspace that is published. */
export interface WorkspacePackage {
  readonly name: string;
  readonly version: string;
  readonly folder: string;
  readonly entries: readonly PackageEntry[];
  /** Everything that its `exports` map allows, files that are no code included. */
  readonly specifiers: readonly string[];
  /** The other packages of the workspace that its consumers need. */
  readonly needs: readonly string[];
  /** What its consumers bring, with the range that is taken, packages of the workspace left out. */
  readonly peers: Readonly<Record<string, string>>;
}

/** The published packages, each after those it needs. */
export async function listPackages(): Promise<readonly WorkspacePackage[]> {
  const parent = join(root, 'packages');
  const folders = (await readdir(parent)).sort().map((name) => join(parent, name));
  const found = (await Promise.all(folders.map(readPackage))).filter((one) => one !== undefined);
  const sorted: WorkspacePackage[] = [];
  const visit = (one: WorkspacePackage, path: readonly string[]): void => {
    if (sorted.includes(one)) return;
    if (path.includes(one.name)) throw new Error(`packages in a circle: ${path.join(' → ')}`);
    for (const needed of found.filter(({ name }) => one.needs.includes(name))) {
      visit(needed, [...path, one.name]);
    }
    sorted.push(one);
  };
  for (const one of found) visit(one, []);
  return sorted;
}

async function readPackage(folder: string): Promise<WorkspacePackage | undefined> {
  // Of a package that another branch has, git leaves what it ignores.
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = manifestSchema.parse(JSON.parse(text));
  if (manifest.private) return undefined;
  const { name, version, dependencies, peerDependencies } = manifest;
  const exported = Object.entries(manifest.exports).map(([path, target]) => ({
    specifier: `${name}${path.slice(1)}`,
    target,
  }));
  return {
    name,
    version,
    folder,
    specifiers: exported.map(({ specifier }) => specifier),
    entries: exported.flatMap(({ specifier, target }) =>
      typeof target === 'string'
        ? []
        : [{ specifier, source: target['@vidgate/source'], types: target.types }],
    ),
    needs: Object.keys({ ...dependencies, ...peerDependencies }).filter(isOurs),
    peers: Object.fromEntries(Object.entries(peerDependencies).filter(([peer]) => !isOurs(peer))),
  };
}

function isOurs(name: string): boolean {
  return name.startsWith('@vidgate/');
}
