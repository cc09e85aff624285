import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  createAimlapiSimulator,
  createApiframeSimulator,
  createApixoSimulator,
  createFalSimulator,
} from '@vidgate/simulator';
import { z } from 'zod';
import { checkApi } from './api.ts';
import { build } from './build.ts';
import { checkPackages } from './check-packages.ts';
import { root, run, runAndKeep } from './run.ts';
import { checkSupplyChain } from './sbom.ts';
import type { StepEnd } from './step-end.ts';
import { tryPackages } from './try-packages.ts';

/** Everything that CI runs, in the order in which failures are cheapest to understand. */
interface Step {
  readonly name: string;
  readonly run: () => Promise<StepEnd>;
}

const steps: readonly Step[] = [
  { name: 'format and lint', run: async () => passedIf((await run('biome', ['ci', '.'])) === 0) },
  { name: 'types', run: async () => passedIf((await run('tsc', ['--noEmit'])) === 0) },
  { name: 'licences and install scripts', run: async () => passedIf(await checkSupplyChain()) },
  { name: 'build', run: async () => passedIf(await build()) },
  { name: 'public API as committed', run: async () => passedIf(await checkApi()) },
  { name: 'packages', run: async () => passedIf(await checkPackages()) },
  { name: 'packages, installed', run: tryPackages },
];

function passedIf(ok: boolean): StepEnd {
  return ok ? 'passed' : 'failed';
}

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
let skippedSteps = 0;

function check(name: string, ok: boolean): void {
  console.log(`${ok ? 'passed' : 'FAILED'}  ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

for (const step of steps) {
  const startedAt = performance.now();
  const end = await step.run();
  if (typeof end === 'string') {
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    check(`${step.name} (${seconds} s)`, end === 'passed');
  } else {
    console.log(`skipped ${step.name}: ${end.skipped}`);
    skippedSteps += 1;
  }
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
const left = skipped.length + skippedSteps;
console.log(`${passed} passed, ${failed} failed${left > 0 ? `, ${left} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;
