import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '@arethetypeswrong/core';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { root, run } from './run.ts';

/** Packs every package as it would be published and checks what a consumer gets. */
export async function checkPackages(): Promise<boolean> {
  const folder = join(root, '.vidgate', 'tarballs');
  await rm(folder, { recursive: true, force: true });
  const args = ['-r', '--filter', './packages/*', 'pack', '--pack-destination', folder];
  if ((await run('npx', ['-y', 'pnpm@12', ...args])) !== 0) return false;
  const problems: string[] = [];
  for (const file of await readdir(folder)) {
    const tarball = await readFile(join(folder, file));
    for (const problem of await check(tarball)) problems.push(`${file}: ${problem}`);
  }
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

async function check(tarball: Buffer): Promise<readonly string[]> {
  const bytes = Uint8Array.from(tarball);
  const { messages, pkg } = await publint({ pack: { tarball: bytes.buffer }, strict: true });
  const analysis = await checkPackage(createPackageFromTarballData(bytes));
  const wrong = analysis.types === false ? [] : analysis.problems.filter(isRealProblem);
  return [
    ...messages.map((message) => formatMessage(message, pkg) ?? message.code),
    ...(analysis.types === false ? ['has no types'] : []),
    ...wrong.map((problem) => JSON.stringify(problem)),
  ];
}

// These packages are ES modules with an `exports` map, for Node 22 and later: the resolution of
// Node 10 knows no such map, and `require` of an ES module is what that Node does by itself.
function isRealProblem(problem: Problem): boolean {
  const old = 'resolutionKind' in problem && problem.resolutionKind === 'node10';
  return !old && problem.kind !== 'CJSResolvesToESM';
}

if (import.meta.main) process.exitCode = (await checkPackages()) ? 0 : 1;
