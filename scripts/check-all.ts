import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '@vidgate/simulator';
import { z } from 'zod';
import { build } from './build.ts';
import { checkPackages } from './check-packages.ts';
import { root, run, runAndKeep } from './run.ts';

/** Everything that CI runs, in the order in which failures are cheapest to understand. */
interface Step {
  readonly name: string;
  readonly passes: () => Promise<boolean>;
}

const steps: readonly Step[] = [
  { name: 'format and lint', passes: async () => (await run('biome', ['ci', '.'])) === 0 },
  { name: 'types', passes: async () => (await run('tsc', ['--noEmit'])) === 0 },
  { name: 'build', passes: build },
  { name: 'packages', passes: checkPackages },
];

/** Keys that the tests use everywhere; none of them may ever be seen. */
const canaries = [
  createApixoSimulator().apiKey,
  createApiframeSimulator().apiKey,
  createAimlapiSimulator().apiKey,
  createFalSimulator().apiKey,
  'canary',
];

const report = join(root, '.vidgate', 'tests.json');

const reportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({
          status: z.string(),
          fullName: z.string(),
          meta: z.object({ skipReason: z.string().optional() }).optional(),
        }),
      ),
    }),
  ),
});

async function runTests(): Promise<z.output<typeof reportSchema>> {
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${report}`];
  const { code, printed } = await runAndKeep('vitest', ['run', ...reporters]);
  check('no key in anything the tests printed', !canaries.some((key) => printed.includes(key)));
  const result = reportSchema.parse(JSON.parse(await readFile(report, 'utf8')));
  // A file that cannot even be loaded has no tests that could fail.
  const silent = code !== 0 && result.numFailedTests === 0;
  return silent ? { ...result, numFailedTests: Math.max(1, result.numFailedTestSuites) } : result;
}

let passed = 0;
let failed = 0;

function check(name: string, ok: boolean): void {
  console.log(`${ok ? 'passed' : 'FAILED'}  ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

for (const step of steps) {
  const startedAt = performance.now();
  const ok = await step.passes();
  check(`${step.name} (${((performance.now() - startedAt) / 1000).toFixed(1)} s)`, ok);
}
const tests = await runTests();
passed += tests.numPassedTests;
failed += tests.numFailedTests;
const skipped = tests.testResults
  .flatMap(({ assertionResults }) => assertionResults)
  .filter(({ status }) => status === 'skipped' || status === 'pending' || status === 'todo');
for (const test of skipped) {
  console.log(`skipped ${test.fullName}: ${test.meta?.skipReason ?? 'no reason given'}`);
}
console.log(
  `${passed} passed, ${failed} failed${skipped.length > 0 ? `, ${skipped.length} skipped` : ''}`,
);
process.exitCode = failed === 0 ? 0 : 1;
