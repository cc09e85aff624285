import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';

const root = fileURLToPath(new URL('..', import.meta.url));
const names = z.record(z.string(), z.string()).default({});
const manifestSchema = z.object({
  dependencies: names,
  peerDependencies: names,
  devDependencies: names,
});

const packages = readdirSync(join(root, 'packages')).map((name) => `packages/${name}`);
const installed = ['.', 'scripts/api', 'test/packages', ...packages].flatMap((folder) => {
  const text = readFileSync(join(root, folder, 'package.json'), 'utf8');
  const { dependencies, peerDependencies, devDependencies } = manifestSchema.parse(
    JSON.parse(text),
  );
  const direct = { ...dependencies, ...peerDependencies, ...devDependencies };
  return Object.keys(direct).filter((name) => !name.startsWith('@vidgate/'));
});

/** What the first cells of the tables name, but for the table of what is written by hand. */
const [listed = ''] = readFileSync(join(root, 'docs/dependencies.md'), 'utf8').split(
  '## Written by hand',
);
const explained = [...listed.matchAll(/^\| ([^|]*`[^|]*) \|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []),
);

test('docs/dependencies.md says of each direct dependency once why it is there, and of no other', () => {
  expect(explained.toSorted()).toEqual([...new Set(installed)].toSorted());
});
