import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from '../run.ts';
import type { WorkspacePackage } from './list-packages.ts';
import { tarballOf } from './pack.ts';

/** A project outside the workspace that has our tarballs as its dependencies. */
export interface Consumer extends AsyncDisposable {
  readonly folder: string;
}

/** Their declarations build on msw's, which speak of the DOM. */
const needsDom: readonly string[] = ['@vidgate/simulator/msw'];

/** They export types alone: they are loaded for what they register. */
const forEffect: readonly string[] = ['@vidgate/compare/vitest'];

const compilerOptions = {
  target: 'es2024',
  lib: ['es2024', 'esnext.disposable'],
  types: ['node'],
  strict: true,
  exactOptionalPropertyTypes: true,
  // The packages' own declarations are what is checked.
  skipLibCheck: false,
  resolveJsonModule: true,
  rootDir: '.',
  outDir: 'out',
};

/** Writes the project in an empty temporary folder; nothing is installed yet. */
export async function createConsumer(packages: readonly WorkspacePackage[]): Promise<Consumer> {
  // Modules are known by their real paths, also where the temporary folder is a link.
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'vidgate-consumer-')));
  await cp(join(root, 'test/packages/consumer'), folder, { recursive: true });
  const files = { ...toSettings(packages), ...(await readReadmes(packages)) };
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const text = typeof content === 'string' ? content : JSON.stringify(content, null, 2);
    await writeFile(join(folder, name), text);
  }
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

function toSettings(
  packages: readonly WorkspacePackage[],
): Readonly<Record<string, string | object>> {
  const own = Object.fromEntries(packages.map((one) => [one.name, `file:${tarballOf(one)}`]));
  const peers = Object.fromEntries(packages.flatMap((one) => Object.entries(one.peers)));
  const specifiers = packages.flatMap((one) => one.specifiers);
  return {
    'package.json': {
      private: true,
      type: 'module',
      dependencies: { ...own, ...peers, '@types/node': '^24.0.0' },
    },
    // Only pnpm reads it. What the tarballs need of each other is not in the registry yet; and nobody
    // may find a package that only others declare.
    'pnpm-workspace.yaml': { overrides: own, hoist: false, ignoreScripts: true },
    'tsconfig.json': {
      compilerOptions: { ...compilerOptions, module: 'nodenext' },
      exclude: ['out', 'load-dom-entries.ts'],
    },
    'tsconfig.bundler.json': {
      compilerOptions: {
        ...compilerOptions,
        lib: [...compilerOptions.lib, 'dom', 'dom.iterable'],
        module: 'esnext',
        moduleResolution: 'bundler',
      },
      exclude: ['out'],
    },
    'load-entries.ts': toProgram(specifiers.filter((specifier) => !needsDom.includes(specifier))),
    'load-dom-entries.ts': toProgram(
      specifiers.filter((specifier) => needsDom.includes(specifier)),
    ),
  };
}

/** A program that loads what `exports` maps allow. */
function toProgram(specifiers: readonly string[]): string {
  const imports = specifiers.map((specifier, index) => {
    const what = specifier.endsWith('.json') ? `entry${index}` : `* as entry${index}`;
    const how = specifier.endsWith('.json') ? ` with { type: 'json' }` : '';
    return `import ${what} from '${specifier}'${how};`;
  });
  const entries = specifiers
    .map((specifier, index) => ({ specifier, entry: `'${specifier}': entry${index}` }))
    .filter(({ specifier }) => !forEffect.includes(specifier))
    .map(({ entry }) => entry);
  return `${imports.join('\n')}
const entries: Readonly<Record<string, object>> = { ${entries.join(', ')} };
for (const [name, entry] of Object.entries(entries)) {
  if (Object.keys(entry).length === 0) throw new Error(\`\${name} exports nothing\`);
}
`;
}

/** The examples of the packages' README files, each a module of its own. */
async function readReadmes(
  packages: readonly WorkspacePackage[],
): Promise<Readonly<Record<string, string>>> {
  const found = packages.map(async ({ folder }) => {
    const text = await readFile(join(folder, 'README.md'), 'utf8');
    return [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map(
      ([, block = ''], index) => [`readmes/${basename(folder)}-${index + 1}.ts`, block] as const,
    );
  });
  return Object.fromEntries((await Promise.all(found)).flat());
}
