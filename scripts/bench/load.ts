import { execFileSync } from 'node:child_process';
import { build } from '../build.ts';
import { root } from '../run.ts';

const rounds = 21;
const aimMs = 25;

/** What loading core costs beyond zod, from its built files, each time in a fresh process. */
export async function benchLoad(): Promise<void> {
  if (!(await build())) throw new Error('The packages do not build.');
  const zod: number[] = [];
  const core: number[] = [];
  // In turns, so that a busy machine is busy for both.
  for (let round = 0; round < rounds; round += 1) {
    zod.push(timeImport(`import 'zod';`));
    core.push(timeImport(`import 'zod'; import './packages/core/dist/index.js';`));
  }
  const [zodMs, coreMs] = [median(zod), median(core)];
  console.log(`zod alone      ${zodMs.toFixed(1)} ms`);
  console.log(`zod and core   ${coreMs.toFixed(1)} ms`);
  console.log(`core itself    ${(coreMs - zodMs).toFixed(1)} ms (aim: at most ${aimMs} ms)`);
}

function timeImport(imports: string): number {
  // Static imports run before this module's own code, so the clock is the process's.
  const program = `${imports} console.log(performance.now());`;
  const args = ['--input-type=module', '--eval', program];
  return Number(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8' }));
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
