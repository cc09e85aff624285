import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import { root, run } from './run.ts';

// In the order in which they need each other's declarations.
const packages = [
  'core',
  'simulator',
  'testkit',
  'provider-apixo',
  'provider-apiframe',
  'provider-aimlapi',
  'provider-fal',
  'config',
  'cli',
];

/**
 * Core has many small files, and loading each costs a quarter of a millisecond: its entries are put
 * into few. What two of them share stays one module, so that there is one of each class.
 */
async function bundle(folder: string): Promise<void> {
  await esbuild({
    entryPoints: ['', 'http/', 'download/', 'sqlite/', 'tsyringe/'].map(
      (entry) => `${entry}index.ts`,
    ),
    absWorkingDir: join(folder, 'src'),
    outdir: join(folder, 'dist'),
    outbase: '.',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node22.13',
    format: 'esm',
    sourcemap: true,
    logLevel: 'warning',
  });
}

/** Compiles every package into its `dist`; returns whether all of them compiled. */
export async function build(): Promise<boolean> {
  for (const name of packages) {
    await rm(join(root, 'packages', name, 'dist'), { recursive: true, force: true });
    const bundled = name === 'core';
    const flags = bundled ? ['--emitDeclarationOnly'] : [];
    const code = await run('tsc', ['-p', `packages/${name}`, ...flags]);
    if (code !== 0) return false;
    if (bundled) await bundle(join(root, 'packages', name));
  }
  return true;
}

if (import.meta.main) process.exitCode = (await build()) ? 0 : 1;
