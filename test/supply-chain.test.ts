import { expect, test } from 'vitest';
import { findUndecided } from '../scripts/sbom/install-scripts.ts';
import { findLicenceProblems } from '../scripts/sbom/licence-problems.ts';

test.each([
  ['a-package', 'MIT'],
  ['a-package', '(MIT OR GPL-3.0-only)'],
  ['a-package', 'GPL-3.0-only OR Apache-2.0'],
  ['@img/sharp-libvips-linux-x64', 'LGPL-3.0-or-later'],
])('%s may come under %s', (name, licence) => {
  expect(findLicenceProblems([{ name, version: '1.0.0', licence }])).toEqual([]);
});

test.each([
  ['a-package', 'GPL-3.0-only'],
  ['a-package', 'MIT AND GPL-3.0-only'],
  ['a-package', 'LGPL-3.0-or-later'],
  ['@img/sharp-libvips-linux-x64', 'GPL-3.0-only'],
  ['a-package', 'SEE LICENSE IN terms.txt'],
  ['a-package', undefined],
])('%s may not come under %s', (name, licence) => {
  expect(findLicenceProblems([{ name, version: '1.0.0', licence }])).toEqual([
    expect.stringContaining(`${name} 1.0.0 comes under ${licence ?? 'no licence'}; allowed: 0BSD`),
  ]);
});

test('an install script that nobody has decided on is told, one that was refused is not', () => {
  const scripts = ['postinstall'];
  const packages = ['known', 'refused', 'new', 'toString'].map((name) => ({
    name,
    version: '1.0.0',
    scripts,
  }));
  expect(findUndecided(packages, { known: true, refused: false })).toEqual([
    'new 1.0.0 would run postinstall; decide on it in allowBuilds of pnpm-workspace.yaml',
    'toString 1.0.0 would run postinstall; decide on it in allowBuilds of pnpm-workspace.yaml',
  ]);
});
