import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { compareFolders } from '../../scripts/api/compare-folders.ts';
import { listUndocumented } from '../../scripts/api/list-undocumented.ts';

function makeFolder(files: Readonly<Record<string, string>>) {
  const path = mkdtempSync(join(tmpdir(), 'vidgate-api-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    writeFileSync(join(path, name), text);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}

test.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
  ['the same', { 'core/http.md': 'one\ntwo' }, []],
  [
    'a changed line',
    { 'core/http.md': 'one\n2' },
    ['core/http.md differs in line 2\n    was two\n    is  2'],
  ],
  [
    'a line less',
    { 'core/http.md': 'one' },
    ['core/http.md differs in line 2\n    was two\n    is  (the end)'],
  ],
  [
    'another name',
    { 'core.md': 'one\ntwo' },
    ['core.md is not committed', 'core/http.md is of something that is gone'],
  ],
])('%s: what differs is named', async (_what, files, differences) => {
  using committed = makeFolder({ 'core/http.md': 'one\ntwo' });
  using current = makeFolder(files);
  expect(await compareFolders(committed.path, current.path)).toEqual(differences);
});

test('a folder that was never committed differs in everything', async () => {
  using current = makeFolder({ 'core.md': 'one' });
  const never = join(current.path, 'never');
  expect(await compareFolders(never, current.path)).toEqual(['core.md is not committed']);
});

test('exports without a doc comment are listed, their members are not', async () => {
  using reports = makeFolder({
    'core.api.md': [
      '// @public (undocumented)\nexport interface Bare {\n    // (undocumented)\n    readonly id: string;\n}',
      '// @public\nexport type Told = string;',
      '// @public (undocumented)\nexport const bare = 1;',
    ].join('\n\n'),
  });
  expect(await listUndocumented(reports.path)).toEqual(['core.api.md: Bare', 'core.api.md: bare']);
});
