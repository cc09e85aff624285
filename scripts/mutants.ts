import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { areas } from './mutants/areas.ts';
import type { Mutant } from './mutants/mutant.ts';
import type { TestFileResult } from './mutants/run-tests.ts';
import { runTests } from './mutants/run-tests.ts';
import { copyWorkspace } from './mutants/workspace-copy.ts';

type Results = ReadonlyMap<string, TestFileResult>;

/** A bug, and the part of the product that it is in. */
interface Planted extends Mutant {
  readonly area: string;
}

interface Verdict {
  readonly mutant: Planted;
  readonly isCaught: boolean;
  readonly by: string;
}

const repository = path.join(import.meta.dirname, '..');
const parallel = 2;
const [wanted = ''] = process.argv.slice(2);
const mutants = areas
  .flatMap(({ name: area, mutants: all }) => all.map((mutant) => ({ ...mutant, area })))
  .filter(({ area, name, file }) => `${area}: ${file} ${name}`.includes(wanted));

// Ends what is under way with it: see `runVitest`.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
process.exitCode = (await main()) ? 0 : 1;

/**
 * Plants one bug after another in a copy of the workspace and runs the tests that must catch it.
 * `node scripts/mutants.ts [text]` takes only those whose area, file or name contains the text.
 */
async function main(): Promise<boolean> {
  if (mutants.length === 0) throw new Error(`no bug has "${wanted}" in its area, file or name`);
  const startedAt = Date.now();
  const waiting = [...mutants];
  const verdicts: Verdict[] = [];
  const baseline = await runBaseline();
  const workers = Array.from({ length: parallel }, async () => {
    await using copy = await copyWorkspace(repository);
    for (let mutant = waiting.shift(); mutant !== undefined; mutant = waiting.shift()) {
      const verdict = await plant(mutant, copy.root, baseline);
      verdicts.push(verdict);
      print(verdict);
    }
  });
  await Promise.all(workers);
  const survivors = verdicts.filter(({ isCaught }) => !isCaught);
  const seconds = Math.round((Date.now() - startedAt) / 1000);
  console.log(`\n${describeAreas(verdicts)}`);
  for (const survivor of survivors) print(survivor);
  console.log(`${verdicts.length - survivors.length} of ${verdicts.length} caught, ${seconds} s`);
  return survivors.length === 0;
}

/** What fails without any bug planted catches nothing. */
async function runBaseline(): Promise<Results> {
  await using copy = await copyWorkspace(repository);
  const files = [...new Set(mutants.flatMap(({ mustFail }) => mustFail))];
  const baseline = await runTests(copy.root, files, { timeoutMs: 900_000 });
  for (const [file, { failed, broken }] of baseline) {
    if (broken) console.log(`! ${file} does not run`);
    for (const title of failed) console.log(`! fails without a bug: ${file}: ${title}`);
  }
  return baseline;
}

async function plant(mutant: Planted, root: string, baseline: Results): Promise<Verdict> {
  const file = path.join(root, mutant.file);
  const source = await readFile(file, 'utf8').catch(() => '');
  const times = source.split(mutant.find).length - 1;
  if (times !== 1) {
    const by = `stale: its text occurs ${times} times in ${mutant.file}, not once`;
    return { mutant, isCaught: false, by };
  }
  await writeFile(
    file,
    source.replace(mutant.find, () => mutant.replace),
  );
  try {
    return judge(
      mutant,
      await runTests(root, mutant.mustFail, { bail: canBail(mutant, baseline) }),
      baseline,
    );
  } finally {
    await writeFile(file, source);
  }
}

/** The first failure of a file says enough, unless it fails without a bug. */
function canBail({ mustFail }: Mutant, baseline: Results): boolean {
  return mustFail.length === 1 && mustFail.every((file) => baseline.get(file)?.failed.length === 0);
}

function judge(mutant: Planted, results: Results, baseline: Results): Verdict {
  const caughtBy: string[] = [];
  for (const file of mutant.mustFail) {
    const result = results.get(file);
    if (result === undefined || result.broken) {
      return { mutant, isCaught: false, by: `${file} did not run: the bug is no program` };
    }
    const before = baseline.get(file)?.failed ?? [];
    const failed = result.failed.filter((title) => !before.includes(title));
    if (failed.length === 0) return { mutant, isCaught: false, by: `${file} passes` };
    caughtBy.push(...failed);
  }
  const more = caughtBy.length > 1 ? ` (and ${caughtBy.length - 1} more)` : '';
  return { mutant, isCaught: true, by: `${caughtBy[0]}${more}` };
}

/** How many bugs of each part of the product were caught. */
function describeAreas(verdicts: readonly Verdict[]): string {
  const lines = areas.flatMap(({ name }) => {
    const here = verdicts.filter(({ mutant }) => mutant.area === name);
    const caught = here.filter(({ isCaught }) => isCaught).length;
    const figure = `${caught} of ${here.length}`.padStart(9);
    return here.length === 0 ? [] : [`${figure}  ${name}\n`];
  });
  return lines.join('');
}

function print({ mutant, isCaught, by }: Verdict): void {
  const where = mutant.file.replace(/^packages\//, '').replace('/src/', '/');
  console.log(`${isCaught ? 'caught  ' : 'SURVIVED'}  ${where}: ${mutant.name}\n            ${by}`);
}
