import { readFile } from 'node:fs/promises';
import type { Package, Problem } from '@arethetypeswrong/core';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import type { Tarball } from './packages/check-contents.ts';
import { checkContents } from './packages/check-contents.ts';
import { listPackages } from './packages/list-packages.ts';
import { packAll, tarballOf } from './packages/pack.ts';

/** Packs every package as it would be published and checks what a consumer gets. */
export async function checkPackages(): Promise<boolean> {
  if (!(await packAll())) return false;
  const problems: string[] = [];
  for (const one of await listPackages()) {
    const bytes = Uint8Array.from(await readFile(tarballOf(one)));
    const unpacked = createPackageFromTarballData(bytes);
    const found = [
      ...checkContents(toTarball(unpacked)),
      ...(await lint(bytes)),
      ...(await checkTypes(unpacked, one.specifiers)),
    ];
    problems.push(...found.map((problem) => `${one.name}: ${problem}`));
  }
  for (const problem of problems) console.error(problem);
  return problems.length === 0;
}

function toTarball(unpacked: Package): Tarball {
  const folder = `/node_modules/${unpacked.packageName}/`;
  return {
    files: unpacked.listFiles(folder).map((file) => file.slice(folder.length)),
    read: (file) => unpacked.readFile(`${folder}${file}`),
  };
}

async function lint(tarball: Uint8Array<ArrayBuffer>): Promise<readonly string[]> {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  return messages.map((message) => formatMessage(message, pkg) ?? message.code);
}

async function checkTypes(
  unpacked: Package,
  specifiers: readonly string[],
): Promise<readonly string[]> {
  const analysis = await checkPackage(unpacked);
  if (analysis.types === false) return ['has no types'];
  const looked = Object.keys(analysis.entrypoints).map(
    (path) => `${unpacked.packageName}${path.slice(1)}`,
  );
  return [
    // What is no code has no types that could be wrong.
    ...specifiers
      .filter((specifier) => !specifier.endsWith('.json') && !looked.includes(specifier))
      .map((specifier) => `the types of ${specifier} were not looked at`),
    ...analysis.problems.filter(isRealProblem).map((problem) => JSON.stringify(problem)),
  ];
}

// These packages are ES modules with an `exports` map, for Node 22 and later: the resolution of
// Node 10 knows no such map, and `require` of an ES module is what that Node does by itself.
function isRealProblem(problem: Problem): boolean {
  const old = 'resolutionKind' in problem && problem.resolutionKind === 'node10';
  return !old && problem.kind !== 'CJSResolvesToESM';
}

if (import.meta.main) process.exitCode = (await checkPackages()) ? 0 : 1;
