import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Table from 'cli-table3';
import { build } from '../build.ts';
import type { WorkspacePackage } from '../packages/list-packages.ts';
import { listPackages } from '../packages/list-packages.ts';
import { root } from '../run.ts';
import type { Figure } from './figure.ts';
import { atMost } from './figure.ts';
import { median } from './median.ts';
import { readCount } from './read-count.ts';

const aimMs = 25;
/** They extend a test runner, which nobody can import outside of it. */
const onlyUnderVitest = /^@vidgate\/(?:testkit\/contract|compare\/vitest)$/;

interface Import {
  readonly title: string;
  /** What the process imports. */
  readonly imports: string;
}

/**
 * What loading each entry of each package costs, from the built files, always in a fresh process and
 * against an empty one. Takes the number of rounds.
 */
export async function benchLoad(args: readonly string[]): Promise<readonly Figure[]> {
  const rounds = readCount('bench load', args[0], { byDefault: 21 });
  if (!(await build())) throw new Error('The packages do not build.');
  const packages = await listPackages();
  const empty: Import = { title: 'an empty process', imports: '' };
  const zod: Import = { title: 'zod alone', imports: `import 'zod';` };
  const all = [empty, zod, ...packages.flatMap(toImports)];
  const times = new Map<Import, number[]>(all.map((one) => [one, []]));
  // In turns, so that a busy machine is busy for all; the first round only fills the disk's cache.
  for (let round = 0; round <= rounds; round += 1) {
    for (const one of all) {
      const ms = timeImport(one.imports);
      if (round > 0) times.get(one)?.push(ms);
    }
  }
  const toMs = (one: Import): number => median(times.get(one) ?? []);
  print(all.map((one) => ({ title: one.title, ms: toMs(one), overMs: toMs(one) - toMs(empty) })));
  const core = all.find(({ title }) => title === '@vidgate/core');
  const coreMs = core === undefined ? Number.NaN : toMs(core) - toMs(zod);
  return [
    atMost('loading @vidgate/core, beyond zod', coreMs, aimMs, (ms) => `${ms.toFixed(0)} ms`),
  ];
}

function toImports({ folder, entries }: WorkspacePackage): readonly Import[] {
  return entries
    .filter(({ specifier }) => !onlyUnderVitest.test(specifier))
    .map(({ specifier, source }) => {
      const built = source.replace('./src/', './dist/').replace(/\.ts$/, '.js');
      return {
        title: specifier,
        imports: `import '${pathToFileURL(join(folder, built)).href}';`,
      };
    });
}

function timeImport(imports: string): number {
  // Static imports run before this module's own code, so the clock is the process's.
  const program = `${imports} console.log(performance.now());`;
  const args = ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', program];
  return Number(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
}

function print(
  rows: readonly { readonly title: string; readonly ms: number; readonly overMs: number }[],
): void {
  const table = new Table({
    head: ['a process that imports', 'ms', 'beyond an empty one'],
    colAligns: ['left', 'right', 'right'],
    chars: { mid: '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' },
    style: { head: [], border: [] },
  });
  for (const { title, ms, overMs } of rows) table.push([title, ms.toFixed(0), overMs.toFixed(0)]);
  console.log(table.toString());
  console.log('Not timed: entries that extend vitest, which it alone can load.');
}
