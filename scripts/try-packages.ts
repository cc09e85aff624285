// The tarballs of `check-packages.ts`, as people get them: installed by npm and by pnpm into an empty
// project, type-checked, and run on the oldest Node that is promised and on the one used here.
import { delimiter, join } from 'node:path';
import { build } from './build.ts';
import { checkPackages } from './check-packages.ts';
import { createConsumer } from './packages/create-consumer.ts';
import type { WorkspacePackage } from './packages/list-packages.ts';
import { listPackages } from './packages/list-packages.ts';
import { root, runQuietly } from './run.ts';
import type { StepEnd } from './step-end.ts';

interface Way {
  readonly name: string;
  /** The folder of its `node`, below the root. */
  readonly node: string;
  /** What that Node is, so that no other one of the PATH can stand in for it. */
  readonly version: RegExp;
  readonly install: readonly [command: string, ...args: readonly string[]];
}

const ways: readonly Way[] = [
  {
    // npm puts all packages in one folder and minds peer dependencies.
    name: 'npm, Node 22.13',
    node: 'test/packages/node_modules/node/bin',
    version: /^v22\.13\./,
    install: ['npm', 'install', '--prefer-offline', '--no-audit', '--no-fund'],
  },
  {
    // pnpm lets a package see only what it declares.
    name: 'pnpm, Node 24',
    node: 'node_modules/node/bin',
    version: /^v24\./,
    install: ['npx', '-y', 'pnpm@12', 'install', '--prefer-offline'],
  },
];

/** Installs the packed packages both ways and uses them as a consumer does. */
export async function tryPackages(): Promise<StepEnd> {
  const ping = ['ping', '--fetch-retries=1', '--fetch-timeout=20000'];
  if ((await runQuietly('npm', ping)).code !== 0) {
    const reason = 'the registry cannot be reached, so nothing can be installed';
    if (process.env['CI'] !== 'true') return { skipped: reason };
    console.error(reason);
    return 'failed';
  }
  const packages = await listPackages();
  const ends = await Promise.all(ways.map((way) => tryOut(way, packages)));
  return ends.every((well) => well) ? 'passed' : 'failed';
}

async function tryOut(way: Way, packages: readonly WorkspacePackage[]): Promise<boolean> {
  await using consumer = await createConsumer(packages);
  const PATH = [join(root, way.node), process.env['PATH']].join(delimiter);
  const here = { cwd: consumer.folder };
  const asConsumer = { cwd: consumer.folder, env: { ...process.env, PATH } };
  const [command, ...args] = way.install;
  const vidgate = join(consumer.folder, 'node_modules', '.bin', 'vidgate');
  const steps = [
    () => runQuietly(command, args, here),
    () => runQuietly('tsc', [], here),
    () => runQuietly('tsc', ['-p', 'tsconfig.bundler.json'], here),
    () => runQuietly('node', ['--version'], asConsumer),
    () => runQuietly('node', ['out/load-entries.js'], asConsumer),
    () => runQuietly('node', ['out/load-dom-entries.js'], asConsumer),
    () => runQuietly('node', ['out/generate.js'], asConsumer),
    () => runQuietly(vidgate, ['--help'], asConsumer),
    () => runQuietly(vidgate, ['sandbox', '--', 'vidgate', 'plan', 'dawn'], asConsumer),
  ];
  const printed: string[] = [];
  for (const step of steps) {
    const end = await step();
    if (end.code !== 0) {
      console.error(`${way.name}: this failed in a fresh project with the packed packages`);
      return false;
    }
    printed.push(end.printed);
  }
  if (printed.some((text) => way.version.test(text))) return true;
  console.error(`${way.name}: ran on another Node`);
  return false;
}

if (import.meta.main) {
  const ready = (await build()) && (await checkPackages());
  const end = ready ? await tryPackages() : 'failed';
  console.log(typeof end === 'string' ? end : `skipped: ${end.skipped}`);
  process.exitCode = end === 'failed' ? 1 : 0;
}
