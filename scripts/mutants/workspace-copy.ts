import { cp, mkdir, mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** A copy of the workspace that bugs may be planted in. */
export interface WorkspaceCopy extends AsyncDisposable {
  readonly root: string;
}

const rootFiles = [
  'package.json',
  'tsconfig.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  'test/fix-property-seed.ts',
];

/** Copies sources and tests; what is installed is linked, the links between packages are kept. */
export async function copyWorkspace(from: string): Promise<WorkspaceCopy> {
  const root = await mkdtemp(path.join(tmpdir(), 'vidgate-mutants-'));
  const options = {
    recursive: true,
    verbatimSymlinks: true,
    filter: (source: string) => !/[/\\](?:dist|coverage)$/.test(source),
  };
  for (const name of [...rootFiles, 'packages', 'examples']) {
    await cp(path.join(from, name), path.join(root, name), options);
  }
  const installed = path.join(from, 'node_modules');
  const target = path.join(root, 'node_modules');
  await mkdir(target);
  for (const name of await readdir(installed)) {
    // Links within the workspace are relative, so copied ones lead to the copy. A cache is not
    // shared: it would remember sources of another copy.
    if (name === '@vidgate') await cp(path.join(installed, name), path.join(target, name), options);
    else if (name === '.pnpm' || !name.startsWith('.')) {
      await symlink(path.join(installed, name), path.join(target, name));
    }
  }
  return {
    root,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}
