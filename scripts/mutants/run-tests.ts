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

interface RunOptions {
  /** Whether the first failure ends the run. @default false */
  readonly bail?: boolean;
  /** A bug that never ends is caught too: by its test's time-out, or by this. @default 60_000 */
  readonly timeoutMs?: number;
}

/** Runs test files with vitest and tells what failed, by file. */
export async function runTests(
  root: string,
  files: readonly string[],
  { bail = false, timeoutMs = 60_000 }: RunOptions = {},
): Promise<ReadonlyMap<string, TestFileResult>> {
  const output = path.join(root, 'report.json');
  await rm(output, { force: true });
  const options = ['--reporter=json', `--outputFile=${output}`, `--bail=${bail ? 1 : 0}`];
  const hasEnded = await runVitest(root, [...options, ...files], timeoutMs);
  const report = await readReport(output);
  if (!hasEnded || report === undefined) {
    const failed = [hasEnded ? '(the process of the tests dies)' : '(the tests never end)'];
    return new Map(files.map((file) => [file, { failed, broken: false }]));
  }
  return new Map(
    files.map((file) => {
      const result = report.testResults.find(({ name }) => name.endsWith(`/${file}`));
      const tests = result?.assertionResults ?? [];
      const failed = tests.filter(({ status }) => status === 'failed').map(({ title }) => title);
      return [file, { failed, broken: tests.length === 0 }];
    }),
  );
}

async function readReport(file: string): Promise<Report | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  // Written by the vitest of this repository in its documented form; a change of it fails loudly.
  return text === undefined ? undefined : (JSON.parse(text) as Report);
}

/** Whether it came to an end by itself. */
async function runVitest(
  root: string,
  options: readonly string[],
  timeoutMs: number,
): Promise<boolean> {
  const vitest = path.join(root, 'node_modules/vitest/vitest.mjs');
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  const child = spawn(process.execPath, [vitest, 'run', '--root', root, ...options], {
    cwd: root,
    stdio: 'ignore',
    // A group of its own: a worker in an endless loop hears of nothing when only its parent ends.
    detached: true,
  });
  const end = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  const timer = setTimeout(end, timeoutMs);
  process.once('exit', end);
  child.once('error', reject);
  child.once('exit', (_code, signal) => resolve(signal === null));
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    process.off('exit', end);
  }
}
