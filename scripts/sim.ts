// Whole worlds on virtual time, each from one seed: workers that crash, vendors that fail, disks that
// lie. Whatever happens, nothing is charged twice, nothing that was paid for is lost, and when the
// faults stop everything settles.
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { modes } from './sim/plan.ts';
import { plants } from './sim/plants.ts';
import { describeFailures, toFailureReport, toMissing, toReport } from './sim/report.ts';
import { runSeed, shrinkSeed } from './sim/run-seed.ts';
import { sweepInThreads } from './sim/sweep-in-threads.ts';
import { modeOf } from './sim/tally.ts';

const usage = `sim [--seeds N] [--seed S] [--mode ${modes.join('|')}] [--plant NAME] [--path P]
  --seeds N   how many seeds (default 200, or 1 with --seed)
  --seed S    the first seed (default 1); a single one prints its history
  --mode M    default: odd seeds safety, even seeds liveness
  --plant B   plants a bug: ${Object.keys(plants).join(', ')}
  --path P    with --seed: the shorter plan that a failing seed led to`;

const count = z.coerce.number().int().positive();
const optionsSchema = z.strictObject({
  seeds: count.optional(),
  seed: count.optional(),
  mode: z.enum(modes).optional(),
  plant: z
    .string()
    .refine((name) => Object.hasOwn(plants, name))
    .optional(),
  path: z.string().optional(),
});
type Options = z.output<typeof optionsSchema>;

function readOptions(): Options | undefined {
  const text = { type: 'string' } as const;
  const options = { seeds: text, seed: text, mode: text, plant: text, path: text };
  try {
    return optionsSchema.safeParse({ ...parseArgs({ options }).values }).data;
  } catch {
    return undefined;
  }
}

function toCommand(
  seed: number,
  { plant }: Options,
  mode: string,
  path: string | undefined,
): string {
  const more = [plant && `--plant ${plant}`, path && `--path ${path}`].filter(Boolean).join(' ');
  return `npx -y pnpm@12 sim --seed ${seed} --mode ${mode} ${more}`.trim();
}

async function printOne(seed: number, options: Options): Promise<boolean> {
  const { mode = modeOf(seed), path, plant = '' } = options;
  const { outcome } = await runSeed({ seed, mode, path, plant: plants[plant] });
  console.log(outcome.lines.join('\n'));
  console.log(`seed ${seed}, ${mode}: ${outcome.checks} checks, history ${outcome.hash}`);
  return outcome.violation === undefined;
}

async function printMany(from: number, seeds: number, options: Options): Promise<boolean> {
  const startedAt = performance.now();
  const range = { from, count: seeds, mode: options.mode };
  const tally = await sweepInThreads(range, options.plant, (share, done) => {
    if (share.failures.length > 0) console.log(describeFailures(share.failures));
    if (done.seeds % 1_000 === 0) console.log(`${done.seeds} seeds`);
  });
  console.log(toReport(tally, (performance.now() - startedAt) / 1000));
  const [first] = tally.failures;
  if (first === undefined) return toMissing(tally).length === 0;
  const { seed, mode } = first;
  console.log(`Seeds that failed:\n${describeFailures(tally.failures)}\n`);
  console.log(`The shortest history found for seed ${seed}:\n`);
  const run = await shrinkSeed({ seed, mode, plant: plants[options.plant ?? ''] });
  console.log(toFailureReport(run, toCommand(seed, options, mode, run.path)));
  return false;
}

const options = readOptions();
if (options === undefined) {
  console.error(usage);
  process.exitCode = 2;
} else {
  const { seed = 1, seeds = options.seed === undefined ? 200 : 1 } = options;
  const holds = seeds === 1 ? await printOne(seed, options) : await printMany(seed, seeds, options);
  process.exitCode = holds ? 0 : 1;
}
