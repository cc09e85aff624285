import { expect, test } from 'vitest';
import { checkContents } from '../../scripts/packages/check-contents.ts';

const manifest = {
  name: '@vidgate/example',
  description: 'An example.',
  keywords: ['vidgate', 'video'],
  license: 'MIT',
  repository: { url: 'git+https://example.com/vidgate.git', directory: 'packages/example' },
  type: 'module',
  sideEffects: false,
  engines: { node: '>=22.13' },
  publishConfig: { access: 'public', provenance: true },
  files: ['dist', 'src'],
  exports: { '.': { '@vidgate/source': './src/index.ts', default: './dist/index.js' } },
  dependencies: { zod: '^4.6.0' },
};

function problemsOf(changes: Readonly<Record<string, unknown>>): readonly string[] {
  const files: Readonly<Record<string, unknown>> = {
    'package.json': manifest,
    LICENSE: '',
    'README.md': '',
    'src/index.ts': '',
    'dist/index.js': '',
    'dist/index.js.map': { sources: ['../src/index.ts'] },
    ...changes,
  };
  const shipped = Object.keys(files).filter((name) => files[name] !== undefined);
  return checkContents({ files: shipped, read: (name) => JSON.stringify(files[name]) });
}

test('a package that holds what it promises has no problem', () => {
  expect(problemsOf({})).toEqual([]);
});

test.each<[string, Readonly<Record<string, unknown>>, RegExp]>([
  ['no licence', { LICENSE: undefined }, /^LICENSE is not shipped$/],
  ['no readme', { 'README.md': undefined }, /^README\.md is not shipped$/],
  ['a test', { 'src/index.test.ts': '' }, /^src\/index\.test\.ts is shipped$/],
  ['no source map', { 'dist/index.js.map': undefined }, /has no source map$/],
  [
    'a source map to nowhere',
    { 'dist/index.js.map': { sources: ['../lib/index.ts'] } },
    /^dist\/index\.js\.map leads to \.\.\/lib\/index\.ts/,
  ],
  ['an entry to nowhere', { 'dist/index.js': undefined }, /leads to dist\/index\.js/],
  ['a source condition to nowhere', { 'src/index.ts': undefined }, /leads to src\/index\.ts/],
  [
    'a command to nowhere',
    { 'package.json': { ...manifest, bin: { example: './dist/main.js' } } },
    /leads to dist\/main\.js/,
  ],
  [
    'an exact dependency',
    { 'package.json': { ...manifest, dependencies: { zod: '4.6.7' } } },
    /^package\.json, dependencies\.zod: a caret range$/,
  ],
  [
    'a dependency on the workspace',
    { 'package.json': { ...manifest, peerDependencies: { '@vidgate/core': 'workspace:^' } } },
    /says workspace:/,
  ],
  [
    'no provenance',
    { 'package.json': { ...manifest, publishConfig: { access: 'public' } } },
    /^package\.json, publishConfig\.provenance:/,
  ],
])('%s is a problem', (_what, changes, problem) => {
  expect(problemsOf(changes)).toContainEqual(expect.stringMatching(problem));
});

test('a source map may carry its sources', () => {
  const map = { sources: ['../lib/index.ts'], sourcesContent: ['export {};'] };
  expect(problemsOf({ 'dist/index.js.map': map })).toEqual([]);
});
