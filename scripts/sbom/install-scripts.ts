import { access, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const manifestSchema = z.object({
  name: z.string(),
  version: z.string(),
  scripts: z.record(z.string(), z.unknown()).optional(),
});

/** An installed package that would run something when it is installed. */
export interface InstallScript {
  readonly name: string;
  readonly version: string;
  readonly scripts: readonly string[];
}

/** Looks into what pnpm has installed, development included. */
export async function listInstallScripts(root: string): Promise<readonly InstallScript[]> {
  const store = join(root, 'node_modules', '.pnpm');
  const folders: string[] = [];
  for (const entry of await readdir(store)) {
    const modules = join(store, entry, 'node_modules');
    for (const folder of await listFolders(modules)) {
      if (!folder.startsWith('@')) folders.push(join(modules, folder));
      else {
        const scoped = await listFolders(join(modules, folder));
        folders.push(...scoped.map((name) => join(modules, folder, name)));
      }
    }
  }
  const found = await Promise.all(folders.map(readInstallScript));
  return found
    .filter((one) => one !== undefined && one.scripts.length > 0)
    .flatMap((one) => one ?? []);
}

/** Links lead to packages that are listed themselves. */
async function listFolders(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

async function readInstallScript(folder: string): Promise<InstallScript | undefined> {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  const manifest = manifestSchema.safeParse(JSON.parse(text ?? 'null')).data;
  if (manifest === undefined) return undefined;
  const { name, version, scripts = {} } = manifest;
  const named = ['preinstall', 'install', 'postinstall'].filter((script) => script in scripts);
  // npm runs node-gyp for these where nothing else is said.
  const isNative = await access(join(folder, 'binding.gyp')).then(
    () => true,
    () => false,
  );
  return { name, version, scripts: isNative ? [...named, 'binding.gyp'] : named };
}

/** Says which of them nobody has decided on, a sentence each. */
export function findUndecided(
  packages: readonly InstallScript[],
  allowBuilds: Readonly<Record<string, boolean>>,
): readonly string[] {
  return packages
    .filter(({ name }) => !Object.hasOwn(allowBuilds, name))
    .map(({ name, version, scripts }) => {
      const what = scripts.join(', ');
      return `${name} ${version} would run ${what}; decide on it in allowBuilds of pnpm-workspace.yaml`;
    });
}
