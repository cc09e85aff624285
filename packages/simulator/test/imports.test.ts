import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** What a module and those it imports at once need from outside, without types. */
function outsideImports(module: URL, seen = new Set<string>()): Set<string> {
  const found = new Set<string>();
  if (seen.has(module.href)) return found;
  seen.add(module.href);
  const source = readFileSync(module, 'utf8');
  for (const [, name = ''] of source.matchAll(
    /^(?:import|export) (?!type )[^;]*?from '([^']+)'/gms,
  )) {
    if (!name.startsWith('.')) found.add(name);
    else for (const inner of outsideImports(new URL(name, module), seen)) found.add(inner);
  }
  return found;
}

test('the main entry loads zod and Node alone: no msw, no encoder, no image library', () => {
  const names = [...outsideImports(new URL('../src/index.ts', import.meta.url))];
  expect(names.filter((name) => !name.startsWith('node:'))).toEqual(['zod']);
});
