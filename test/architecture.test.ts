import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

interface Source {
  readonly path: string;
  readonly package: string;
  readonly text: string;
  readonly isTest: boolean;
}

const sources: readonly Source[] = readdirSync(join(root, 'packages'), {
  recursive: true,
  withFileTypes: true,
})
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => relative(root, join(entry.parentPath, entry.name)))
  .filter((path) => !/node_modules|\/dist\//.test(path))
  .map((path) => ({
    path,
    package: path.split('/')[1] ?? '',
    text: readFileSync(join(root, path), 'utf8'),
    isTest: /\.test\.ts$|\/test\//.test(path),
  }));

const shipped = sources.filter(({ isTest }) => !isTest);

/** Who may import whom, besides itself, its own files and Node's modules. */
const arrows: Readonly<Record<string, readonly string[]>> = {
  core: ['zod', 'ky', 'undici', 'tsyringe'],
  'provider-apixo': ['@vidgate/core', '@vidgate/core/http', 'zod'],
  'provider-apiframe': ['@vidgate/core', '@vidgate/core/http', 'zod'],
  'provider-aimlapi': ['@vidgate/core', '@vidgate/core/http', 'zod'],
  'provider-fal': ['@vidgate/core', '@vidgate/core/http', 'zod'],
  config: [
    '@vidgate/core',
    '@vidgate/core/sqlite',
    '@vidgate/core/download',
    '@vidgate/provider-apixo',
    '@vidgate/provider-apiframe',
    '@vidgate/provider-aimlapi',
    '@vidgate/provider-fal',
    'c12',
    'zod',
  ],
  // The pieces of a comparison; nothing in it knows a vendor.
  compare: [
    '@mediabunny/server',
    '@vidgate/core',
    '@vidgate/core/download',
    '@vidgate/core/sqlite',
    'mediabunny',
    'sharp',
    'vitest',
    'yaml',
    'zod',
  ],
  cli: [
    '@vidgate/compare',
    '@vidgate/config',
    '@vidgate/core',
    '@vidgate/core/download',
    '@vidgate/core/tsyringe',
    '@vidgate/simulator',
    '@vidgate/simulator/server',
    'cli-table3',
    'commander',
    'ora',
    'reflect-metadata',
    'tsyringe',
    'zod',
  ],
  simulator: ['zod', 'msw', 'sharp', 'h264-mp4-encoder'],
  testkit: ['@vidgate/core', 'vitest', 'zod'],
};

function importsOf({ text }: Source): readonly string[] {
  const statement =
    /^(?:import|export|\})[^'\n]*? from '([^']+)'|^import '([^']+)'|\bimport\('([^']+)'\)/gm;
  return [...text.matchAll(statement)].flatMap(([, ...names]) => names.filter((name) => name));
}

test('every package is named in the arrows', () => {
  expect(new Set(sources.map((source) => source.package))).toEqual(new Set(Object.keys(arrows)));
});

test('no package imports against the arrows', () => {
  const wrong = shipped.flatMap((source) =>
    importsOf(source)
      .filter((name) => !name.startsWith('.') && !name.startsWith('node:'))
      .filter((name) => !arrows[source.package]?.includes(name))
      .map((name) => `${source.path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('relative imports stay inside their package and end in .ts', () => {
  const wrong = shipped.flatMap((source) =>
    importsOf(source)
      .filter((name) => name.startsWith('.'))
      .filter((name) => {
        const target = join(source.path, '..', name);
        return !target.startsWith(`packages/${source.package}/src/`) || !name.endsWith('.ts');
      })
      .map((name) => `${source.path} imports ${name}`),
  );
  expect(wrong).toEqual([]);
});

test('only core/http loads ky', () => {
  const users = shipped.filter((source) => importsOf(source).includes('ky'));
  expect(users.map(({ path }) => path)).toEqual(['packages/core/src/http/vendor-client.ts']);
});

test('core names no vendor', () => {
  const names = /apixo|apiframe|aimlapi|ai\/ml|kuaishou|replicate|\bfal\b/i;
  // `createApixo` stands in the message about an empty list of providers, as the example to follow.
  const wrong = shipped
    .filter((source) => source.package === 'core')
    .filter(({ text }) => names.test(text.replaceAll('such as createApixo()', '')));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('no provider names another', () => {
  const vendors = ['apixo', 'apiframe', 'aimlapi'];
  const wrong = shipped.flatMap((source) => {
    const own = /^provider-(.*)$/.exec(source.package)?.[1];
    if (own === undefined) return [];
    return vendors
      .filter((vendor) => vendor !== own && source.text.toLowerCase().includes(vendor))
      .map((vendor) => `${source.path} names ${vendor}`);
  });
  expect(wrong).toEqual([]);
});

test('time, chance and the environment are arguments', () => {
  const sinks = /\bDate\.now\(|\bMath\.random\(|\bsetTimeout\(|\bsetInterval\(|\bprocess\.env\b/;
  const allowed = ['packages/core/src/ports.ts', 'packages/core/src/http/api-key.ts'];
  const wrong = shipped
    .filter((source) => source.package === 'core' || source.package.startsWith('provider-'))
    .filter(({ path, text }) => !allowed.includes(path) && sinks.test(withoutComments(text)));
  expect(wrong.map(({ path }) => path)).toEqual([]);
});

test('the house rules of files and exports hold', () => {
  const rules: readonly (readonly [string, (source: Source) => boolean])[] = [
    ['is longer than 300 lines', ({ text, isTest }) => !isTest && text.split('\n').length > 301],
    ['has export *', ({ text }) => /^export \*/m.test(text)],
    ['has a default export', ({ text }) => /^export default/m.test(text)],
    ['mocks a module', ({ text }) => /\bvi\.mock\(/.test(text)],
    ['runs only one test', ({ text }) => /\b(?:test|it|describe)\.only\(/.test(text)],
    ['says any', ({ text }) => /:\s*any\b|\bas any\b|<any>/.test(withoutComments(text))],
    [
      'silences the compiler without a reason',
      ({ text }) => /@ts-(?:ignore|nocheck)|@ts-expect-error(?!: \w)/.test(text),
    ],
    [
      'is a room for everything',
      ({ path }) => /^(?:utils|helpers|types|common)\.ts$/.test(basename(path)),
    ],
  ];
  const wrong = sources.flatMap((source) =>
    rules.filter(([, broken]) => broken(source)).map(([what]) => `${source.path} ${what}`),
  );
  expect(wrong).toEqual([]);
});

test('a cast has a comment that says why', () => {
  const cast = /\bas (?!const\b)[A-Z{(]/;
  const wrong = shipped.flatMap(({ path, text }) => {
    const lines = text.split('\n');
    const code = withoutComments(text).split('\n');
    return code.flatMap((line, index) => {
      if (!cast.test(line) || /^(?:import|export)\b/.test(line)) return [];
      const reason = lines
        .slice(Math.max(0, index - 3), index + 1)
        .some((near) => /\/\//.test(near));
      return reason ? [] : [`${path}:${index + 1}`];
    });
  });
  expect(wrong).toEqual([]);
});

/** The code alone, on the same lines. */
function withoutComments(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, (comment) =>
    comment.replaceAll(/[^\n]/g, ''),
  );
}
