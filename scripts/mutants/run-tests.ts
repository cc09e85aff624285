import { spawn } from 'node:child_process';
import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';

/** The failing tests of one file; `broken` where the file did not even load. */
export interface TestFileResult {
  readonly failed: readonly string[];
  readonly broken: boolean;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
  }[];
}

/** Runs test files with vitest and tells what failed, by file. */
export async function runTests(
  root: string,
  files: readonly string[],
): Promise<ReadonlyMap<string, TestFileResult>> {
  const output = path.join(root, 'report.json');
  await rm(output, { force: true });
  await runVitest(root, ['--reporter=json', `--outputFile=${output}`, ...files]);
  const report = await readReport(output);
  return new Map(
    files.map((file) => {
      const result = report.testResults.find(({ name }) => name.endsWith(`/${file}`));
      const tests = result?.assertionResults ?? [];
      const failed = tests.filter(({ status }) => status === 'failed').map(({ title }) => title);
      return [file, { failed, broken: tests.length === 0 }];
    }),
  );
}

async function readReport(file: string): Promise<Report> {
  // Written by the vitest of this repository in its documented form; a change of it fails loudly.
  return JSON.parse(await readFile(file, 'utf8')) as Report;
}

function runVitest(root: string, options: readonly string[]): Promise<void> {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const child = spawn(process.execPath, [vitest, 'run', '--root', root, ...options], {
    cwd: root,
    stdio: 'ignore',
    // A bug that never ends is caught too, by its own time-out.
    timeout: 120_000,
  });
  child.on('error', reject);
  child.on('exit', () => resolve());
  return promise;
}
