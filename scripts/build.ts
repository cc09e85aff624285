import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build as esbuild } from 'esbuild';
import type { WorkspacePackage } from './packages/list-packages.ts';
import { listPackages } from './packages/list-packages.ts';
import { run } from './run.ts';

/**
 * Core has many small files, and loading each costs a quarter of a millisecond: its entries are put
 * into few. What two of them share stays one module, so that there is one of each class.
 */
async function bundle({ folder, entries }: WorkspacePackage): Promise<void> {
  await esbuild({
    entryPoints: entries.map(({ source }) => join(folder, source)),
    absWorkingDir: folder,
    outdir: 'dist',
    outbase: 'src',
    bundle: true,
    splitting: true,
    packages: 'external',
    platform: 'node',
    target: 'node22.13',
    format: 'esm',
    sourcemap: true,
    // The sources are shipped beside it.
    sourcesContent: false,
    logLevel: 'warning',
  });
}

/** Compiles every package into its `dist`; returns whether all of them compiled. */
export async function build(): Promise<boolean> {
  for (const one of await listPackages()) {
    await rm(join(one.folder, 'dist'), { recursive: true, force: true });
    const bundled = one.name === '@vidgate/core';
    const flags = bundled ? ['--emitDeclarationOnly'] : [];
    const code = await run('tsc', ['-p', one.folder, ...flags]);
    if (code !== 0) return false;
    if (bundled) await bundle(one);
  }
  return true;
}

if (import.meta.main) process.exitCode = (await build()) ? 0 : 1;
