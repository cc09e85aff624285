import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { areas } from '../scripts/mutants/areas.ts';

const root = new URL('..', import.meta.url);

// The run that plants them takes minutes, so what moved is found here.
test('the text that each planted bug replaces stands in its file once', () => {
  const stale = areas
    .flatMap(({ mutants }) => mutants)
    .filter(({ file, find }) => {
      const source = readFileSync(fileURLToPath(new URL(file, root)), 'utf8');
      return source.split(find).length !== 2;
    });
  expect(stale.map(({ name }) => name)).toEqual([]);
});
