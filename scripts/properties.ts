// The property tests, again and again from other seeds: what the fixed seed of the test command never
// draws. A seed that fails is printed, and stays a seed that fails.
import { glob, readFile } from 'node:fs/promises';
import { root, runQuietly } from './run.ts';

const [said = '20', ...rest] = process.argv.slice(2);
const rounds = Number(said);

async function findFiles(): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const path of glob(['packages/*/{src,test}/**/*.test.ts', 'test/**/*.test.ts'], {
    cwd: root,
  })) {
    if ((await readFile(`${root}${path}`, 'utf8')).includes("from 'fast-check'")) found.push(path);
  }
  return found;
}

if (!Number.isSafeInteger(rounds) || rounds < 1 || rest.length > 0) {
  console.error(
    `properties: got ${process.argv.slice(2).join(' ')}; allowed: one whole number, the seeds to try.`,
  );
  process.exit(2);
}
const files = await findFiles();
const first = Math.floor(Date.now() / 1000);
const failed: number[] = [];
for (let seed = first; seed < first + rounds; seed += 1) {
  const env = { ...process.env, FAST_CHECK_SEED: String(seed) };
  const { code } = await runQuietly('vitest', ['run', '--reporter=dot', ...files], { env });
  if (code !== 0) failed.push(seed);
}
console.log(`${files.length} files, ${rounds} seeds from ${first}, ${failed.length} failed`);
for (const seed of failed) console.log(`FAST_CHECK_SEED=${seed} npx -y pnpm@12 unit`);
process.exitCode = failed.length === 0 ? 0 : 1;
