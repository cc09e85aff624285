import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { root, run } from './run.ts';

// In the order in which they need each other's declarations.
const packages = [
  'core',
  'simulator',
  'testkit',
  'provider-apixo',
  'provider-apiframe',
  'provider-aimlapi',
];

/** Compiles every package into its `dist`; returns whether all of them compiled. */
export async function build(): Promise<boolean> {
  for (const name of packages) {
    await rm(join(root, 'packages', name, 'dist'), { recursive: true, force: true });
    const code = await run('tsc', ['-p', `packages/${name}`]);
    if (code !== 0) return false;
  }
  return true;
}

if (import.meta.main) process.exitCode = (await build()) ? 0 : 1;
