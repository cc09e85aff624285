import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import Table from 'cli-table3';
import { build } from 'esbuild';
import { listPackages } from '../packages/list-packages.ts';
import type { Figure } from './figure.ts';

interface Size {
  readonly minified: number;
  readonly gzipped: number;
  readonly externals: readonly string[];
}

/** What a reader of the summary wants to know: the entry that everybody needs. */
const mainEntry = '@vidgate/core';
/** What can be put into one file with its user and works there. */
const canBeBundled = /^(?:@vidgate\/core(?:\/.+)?|ky|undici|zod)$/;

/**
 * How large each entry of each package is, minified and gzipped: its own code from its sources, and
 * once more with all that it imports, where that is no more than core, ky, undici and zod.
 */
export async function benchSize(): Promise<readonly Figure[]> {
  const table = new Table({
    head: ['entry', 'minified', 'gzipped', 'with all it needs', 'needs'],
    colAligns: ['left', 'right', 'right', 'right', 'left'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    colWidths: [null, null, null, null, 46],
    wordWrap: true,
    style: { head: [], border: [] },
  });
  const figures: Figure[] = [];
  for (const { folder, entries } of await listPackages()) {
    for (const { specifier, source } of entries) {
      const own = await measure(join(folder, source), { packages: 'external' });
      const externals = own?.externals ?? [];
      const isWhole = externals.every((name) => canBeBundled.test(name));
      const all = isWhole ? await measure(join(folder, source), { packages: 'bundle' }) : undefined;
      const needs = externals.join(', ');
      table.push([specifier, toKb(own?.minified), toKb(own?.gzipped), toKb(all?.gzipped), needs]);
      if (specifier !== mainEntry) continue;
      figures.push(
        { what: `${specifier}: minified and gzipped`, figure: toKb(own?.gzipped) },
        { what: `${specifier}: the same with all it needs`, figure: toKb(all?.gzipped) },
      );
    }
  }
  console.log(table.toString());
  console.log('With all it needs: gzipped, where that is no more than core, ky, undici and zod.');
  return figures;
}

/** Nothing where the entry cannot be put into one file. */
async function measure(
  entry: string,
  { packages }: { readonly packages: 'external' | 'bundle' },
): Promise<Size | undefined> {
  const result = await build({
    entryPoints: [entry],
    bundle: true,
    packages,
    conditions: ['@vidgate/source'],
    platform: 'node',
    target: 'node22.13',
    format: 'esm',
    minify: true,
    metafile: true,
    write: false,
    logLevel: 'silent',
  }).catch(() => undefined);
  const [file] = result?.outputFiles ?? [];
  if (result === undefined || file === undefined) return undefined;
  const imports = Object.values(result.metafile.outputs).flatMap((output) => output.imports);
  const names = imports.filter(({ external }) => external).map(({ path }) => toPackage(path));
  return {
    minified: file.contents.byteLength,
    gzipped: gzipSync(file.contents).byteLength,
    externals: [...new Set(names)].filter((name) => !name.startsWith('node:')).sort(),
  };
}

/** Of an own package the entry is named, of others the package. */
function toPackage(path: string): string {
  if (path.startsWith('@vidgate/') || path.startsWith('node:')) return path;
  return path.split('/', path.startsWith('@') ? 2 : 1).join('/');
}

function toKb(bytes: number | undefined): string {
  return bytes === undefined ? '-' : `${(bytes / 1_000).toFixed(1)} kB`;
}
